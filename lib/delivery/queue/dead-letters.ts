import type { DeadLetter, Failure, MailJob } from './mail-queue.js';

/** Dead letters that one process keeps; the oldest goes first. */
const MOST = 1000;

interface DeadJob {
  readonly job: MailJob;
  readonly failure: Failure;
  readonly failedAt: Date;
}

/** Mails of an in-process queue that were given up. */
export class DeadLetters implements Iterable<DeadLetter> {
  readonly #byId = new Map<string, DeadJob>();

  get size(): number {
    return this.#byId.size;
  }

  add(job: MailJob, failure: Failure): void {
    this.#byId.delete(job.id);
    this.#byId.set(job.id, { job, failure, failedAt: new Date() });
    const [oldest] = this.#byId.keys();
    if (this.#byId.size > MOST && oldest !== undefined) this.#byId.delete(oldest);
  }

  take(id: string): MailJob | undefined {
    const dead = this.#byId.get(id);
    this.#byId.delete(id);
    return dead?.job;
  }

  *[Symbol.iterator](): Generator<DeadLetter, void, undefined> {
    for (const { job, failure, failedAt } of this.#byId.values()) {
      const { id, mail, attempts } = job;
      const { outcome, error } = failure;
      const recipients = mail.envelope.to;
      yield { id, messageId: mail.messageId, outcome, reason: error.message, failedAt, attempts, recipients };
    }
  }
}
