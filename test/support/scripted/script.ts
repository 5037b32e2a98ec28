import type { Session, SignIn } from './session.js';

/** Closes the connection without a reply. */
export const drop = Symbol('drop');
/** Resets the connection: the client sees ECONNRESET. */
export const reset = Symbol('reset');
/** Never replies, and keeps the connection open. */
export const silence = Symbol('silence');

/** A reply after which the server closes the connection, as it does by itself after a 421. */
export interface LastWord {
  readonly lastWord: string;
}

/** Replies, then closes the connection. */
export function closing(lastWord: string): LastWord {
  return { lastWord };
}

/**
 * What the server does: a reply such as `'250 2.1.5 Ok'` (several lines with `\n` between them), bytes as they are, a
 * fault, or, with undefined, what a healthy server would do.
 */
export type Answer = string | Buffer | LastWord | typeof drop | typeof reset | typeof silence | undefined;

/** One answer for every time, several in turn (the last one stays), or an answer that depends. */
export type Line = Answer | readonly Answer[] | ((moment: Moment) => Answer | Promise<Answer>);

/**
 * Where a script can step in: before the first reply, at each command, at every piece of a message that comes in
 * (`CONTENT`, which only faults can interrupt) and after its end (`MESSAGE`, whose reply settles its fate).
 */
export type Stage =
  | ('GREETING' | 'EHLO' | 'HELO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'BDAT')
  | ('CONTENT' | 'MESSAGE' | 'RSET' | 'NOOP' | 'VRFY' | 'QUIT');

/** What an answer can depend on. */
export interface Moment {
  readonly stage: Stage;
  /** The command as it came in, or the empty string where there is none. */
  readonly line: string;
  /** The address of MAIL and RCPT, without the angle brackets; else the empty string. */
  readonly address: string;
  /** How many times this connection has come to this stage, from 1. */
  readonly count: number;
  /** How much of the message has come in, at CONTENT and MESSAGE. */
  readonly bytes: number;
  /** Who wants to sign in, at AUTH. */
  readonly signIn: SignIn | undefined;
  readonly session: Session;
}

export type Script = { readonly [stage in Stage]?: Line };

/** The script as a function that keeps count of the answers that go in turn, over all connections. */
export function performer(script: Script): (moment: Moment) => Promise<Answer> {
  const turns = new Map<Stage, number>();
  return async (moment) => {
    const line = script[moment.stage];
    if (typeof line === 'function') return line(moment);
    if (!isInTurn(line)) return line;
    const turn = turns.get(moment.stage) ?? 0;
    turns.set(moment.stage, turn + 1);
    return line[Math.min(turn, line.length - 1)];
  };
}

function isInTurn(line: Line): line is readonly Answer[] {
  return Array.isArray(line);
}
