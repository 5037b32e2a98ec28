import type { SmtpSession } from './session.js';

/** When a connection has served its time. */
export interface ConnectionLifetime {
  /** Mails over one connection before it is replaced. Default: as many as the server takes. */
  readonly maxMessages?: number | undefined;
  /** Milliseconds after which a connection without mail says goodbye. */
  readonly idleTimeout: number;
}

interface Member {
  mails: number;
  idleTimer: NodeJS.Timeout | undefined;
}

/** The connections of a pool that are up: who may take mail, who has had enough, who has been idle for too long. */
export class PoolConnections {
  readonly #lifetime: ConnectionLifetime;
  readonly #members = new Map<SmtpSession, Member>();
  /** Also those that are saying goodbye. */
  readonly #open = new Set<SmtpSession>();

  constructor(lifetime: ConnectionLifetime) {
    this.#lifetime = lifetime;
  }

  /** Connections that count against the limit. */
  get size(): number {
    return this.#members.size;
  }

  /** Sockets that are not closed yet. */
  get openCount(): number {
    return this.#open.size;
  }

  /** Those that a mail could go over at once. */
  get idleCount(): number {
    return [...this.#members.keys()].filter((session) => session.isIdle).length;
  }

  add(session: SmtpSession): void {
    this.#open.add(session);
    this.#members.set(session, { mails: 0, idleTimer: undefined });
  }

  remove(session: SmtpSession): void {
    clearTimeout(this.#members.get(session)?.idleTimer);
    this.#members.delete(session);
    this.#open.delete(session);
  }

  /** Idle ones first: a mail waits behind another only when no connection is free. */
  *[Symbol.iterator](): Generator<SmtpSession> {
    const sessions = [...this.#members.keys()];
    yield* sessions.filter((session) => session.isIdle);
    yield* sessions.filter((session) => !session.isIdle);
  }

  mayTakeMail(session: SmtpSession): boolean {
    const member = this.#members.get(session);
    return member !== undefined && member.mails < (this.#lifetime.maxMessages ?? Infinity);
  }

  /** Counts a mail; `true` when it is the first of its connection. */
  takesMail(session: SmtpSession): boolean {
    const member = this.#members.get(session);
    if (member === undefined) return false;
    clearTimeout(member.idleTimer);
    member.mails += 1;
    return member.mails === 1;
  }

  /** Keeps an idle connection for a while, unless it has had its share of mails. */
  rest(session: SmtpSession): void {
    const member = this.#members.get(session);
    if (member === undefined) return;
    if (!this.mayTakeMail(session)) return this.#retire(session);
    clearTimeout(member.idleTimer);
    member.idleTimer = setTimeout(() => this.#retire(session), this.#lifetime.idleTimeout).unref();
  }

  /** Says goodbye on idle connections and drops the others. */
  end(cause: Error): void {
    for (const session of this.#members.keys()) {
      if (session.isIdle) this.#retire(session);
      else session.destroy(cause);
    }
  }

  #retire(session: SmtpSession): void {
    clearTimeout(this.#members.get(session)?.idleTimer);
    this.#members.delete(session);
    session.quit();
  }
}
