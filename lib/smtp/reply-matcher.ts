import type { ServerExtensions } from './ehlo.js';
import type { InFlight, InFlightMails } from './in-flight.js';
import { CLOSING, toReply } from './reply.js';
import { ReplyParser } from './reply-parser.js';
import { SmtpLineError, SmtpProtocolError } from './smtp-errors.js';

/** Gives the replies of the server to the mails that they are for, in order, and tells the outcomes that they make. */
export class ReplyMatcher {
  /** The server holds recipients of a mail that failed, which the next mail must not inherit. */
  needsReset = false;
  readonly #inFlight: InFlightMails;
  readonly #server: ServerExtensions;
  readonly #onGoodbye: () => boolean;
  readonly #parser = new ReplyParser((code, text) => this.#take(code, text));
  #hasAnswered = false;

  /** `onGoodbye` is asked of a reply that belongs to no mail; `true` when it is the one to QUIT. */
  constructor(inFlight: InFlightMails, server: ServerExtensions, onGoodbye: () => boolean) {
    this.#inFlight = inFlight;
    this.#server = server;
    this.#onGoodbye = onGoodbye;
  }

  /**
   * Takes what came in.
   * @returns whether a reply came to its end
   * @throws SmtpLineError, SmtpProtocolError when the line is of no more use
   */
  push(chunk: Buffer): boolean {
    this.#hasAnswered = false;
    this.#parser.push(chunk);
    return this.#hasAnswered;
  }

  #take(code: number, text: string): void {
    this.#hasAnswered = true;
    const entry = this.#inFlight.head;
    if (entry === undefined || entry.transaction.owed === 0) return this.#takeUnasked(code, text);
    entry.transaction.take(code, text);
    if (code === CLOSING) throw closes(text);
    // What comes next of a mail is written after this chunk: no reply to it can be in here.
    if (entry.transaction.owed === 0 && entry.transaction.isOver) this.#finish(entry);
  }

  #takeUnasked(code: number, text: string): void {
    if (this.#onGoodbye()) return;
    if (code === CLOSING) throw closes(text);
    const said = `${code} ${toReply(code, text).text}`;
    throw new SmtpProtocolError(`The mail server wrote a reply that nobody asked for: ${said}`);
  }

  #finish(entry: InFlight): void {
    const { transaction } = entry;
    this.#inFlight.shift();
    this.needsReset = this.#inFlight.size === 0 && transaction.leavesState;
    entry.settle(this.#server);
    if (transaction.step === 'END' && !transaction.handedOver) {
      throw new SmtpLineError('The mail server refused a mail before it was all written');
    }
  }
}

function closes(text: string): SmtpLineError {
  return new SmtpLineError(`The mail server closes the connection: 421 ${toReply(CLOSING, text).text}`);
}
