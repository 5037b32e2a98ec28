import type { Delivery } from './delivery.js';
import type { SmtpSession } from './session.js';
import type { SharedSignals } from './shared-signals.js';
import { SmtpDeadlineError, SmtpSendError, toError } from './smtp-errors.js';
import type { SmtpMail, SmtpResult } from './smtp-mail.js';
import { watched, type WatchedMail } from './watched-mail.js';

/** What a job asks of the pool it is in. */
export interface JobOwner {
  /** The mail was certainly not sent because its line died; the job wants another one. */
  repeat(job: PoolJob): void;
  settled(job: PoolJob, error?: SmtpSendError): void;
  readonly signals: SharedSignals;
}

/** Why a mail never reached a session. */
export interface DropDetails {
  readonly stage: 'queue' | 'connect';
  readonly cause?: unknown;
}

/** One mail in the pool, from `send` to its outcome. */
export class PoolJob implements Delivery {
  readonly mail: SmtpMail;
  readonly result: Promise<SmtpResult>;
  isSettled = false;
  readonly #owner: JobOwner;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #watched: WatchedMail | undefined;
  #session: SmtpSession | undefined;
  #mayRepeat = false;
  #cancelled = false;
  #resolve!: (result: SmtpResult) => void;
  #reject!: (error: SmtpSendError) => void;

  constructor(mail: SmtpMail, owner: JobOwner, timeout: number | undefined) {
    this.mail = mail;
    this.#owner = owner;
    this.#watched = watched(mail);
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (mail.signal !== undefined) owner.signals.add(mail.signal, this.#onAbort);
    if (timeout === undefined) return;
    this.#timer = setTimeout(() => this.#cancel(new SmtpDeadlineError(timeout)), timeout);
  }

  /**
   * A session takes the mail. A line that worked before may have died in the meantime, which says nothing about the
   * mail server: then the mail is sent once more, on another line.
   */
  begin(session: SmtpSession, isFirstOfLine: boolean): void {
    this.#mayRepeat = this.#session === undefined && !isFirstOfLine;
    this.#session = session;
    this.#watched?.begin(session.server);
  }

  /** Does what the pool does for this mail, in the async context in which it was sent where somebody watches. */
  run<T>(work: () => T): T {
    return this.#watched === undefined ? work() : this.#watched.run(work);
  }

  delivered(result: SmtpResult): void {
    this.#watched?.done(result);
    this.#settle();
    this.#resolve(result);
  }

  failed(error: SmtpSendError): void {
    this.#watched?.failed(error);
    if (error.repeatable && this.#mayRepeat && !this.#cancelled) {
      this.#mayRepeat = false;
      this.#owner.repeat(this);
      return;
    }
    this.#settle(error);
    this.#reject(error);
  }

  /** A signal that was aborted before the send tells nobody. */
  checkSignal(): void {
    if (this.mail.signal?.aborted) this.#onAbort();
  }

  /** Ends a job that no session has. */
  drop(what: string, details: DropDetails): void {
    this.failed(new SmtpSendError(what, { outcome: 'refused', permanent: false, ...details }));
  }

  readonly #onAbort = (): void => {
    this.#cancel(toError(this.mail.signal?.reason));
  };

  #cancel(reason: Error): void {
    this.#cancelled = true;
    this.#session?.cancel(this, reason);
    if (!this.isSettled)
      this.drop(`The mail was not sent. ${reason.message}`, { stage: 'queue', cause: reason });
  }

  #settle(error?: SmtpSendError): void {
    this.isSettled = true;
    clearTimeout(this.#timer);
    if (this.mail.signal !== undefined) this.#owner.signals.delete(this.mail.signal, this.#onAbort);
    this.#owner.settled(this, error);
  }
}
