import type { QueueConfig } from '../../config/queue-config.js';
import type { MailError } from '../../errors/mail.error.js';
import type { Outcome, Receipt } from '../../errors/outcome.js';
import type { Mail } from '../../message/mail.js';
import type { SendOptions } from '../../transport/mail-transport.js';
import type { MailEvents } from '../mail-events.js';
import type { CheckedEnqueueOptions } from './enqueue-options.js';
import type { QueuedMail } from './queue-events.js';

/** What comes back for a message that a queue took. */
export interface JobReceipt {
  /** Of the job, for `retry` and in events. */
  readonly id: string;
  /** Message-ID of the mail, with its angle brackets; the same in every attempt. */
  readonly messageId: string;
  /** `true`: a message with this idempotency key was there already, and this receipt is its. */
  readonly deduplicated: boolean;
}

/** A mail that was given up. */
export interface DeadLetter {
  readonly id: string;
  readonly messageId: string;
  /** `unknown`: it may have been delivered (at-most-once). */
  readonly outcome: Exclude<Outcome, 'delivered'>;
  /** What the last attempt failed with. */
  readonly reason: string;
  readonly failedAt: Date;
  readonly attempts: number;
  /** The recipients that it did not get to, as far as that is known. */
  readonly recipients: readonly string[];
}

/** How a queue is. */
export interface QueueHealth {
  /** `held`: the account or the line failed, nothing is sent, and the mail server is asked now and then. */
  readonly status: 'running' | 'held' | 'closed';
  /** What holds the queue, or keeps its store away. */
  readonly error?: string;
  /** Mails that wait; in a store outside of this process, jobs. */
  readonly waiting: number;
  readonly deadLetters: number;
}

/** Keeps the mails of one mailer until they are sent. The port that every queue implements. */
export interface MailQueue {
  /**
   * Takes one mail.
   * @throws MailQueueError
   */
  add(mail: Mail, options: CheckedEnqueueOptions): Promise<JobReceipt>;
  /**
   * Takes many mails, without idempotency keys; waits for room where the queue is bounded.
   * @returns a receipt for each, in order
   * @throws MailQueueError, and then none of them was taken for certain
   */
  addAll(mails: readonly Mail[], options: CheckedEnqueueOptions): Promise<JobReceipt[]>;
  /** Mails that were given up, oldest first. */
  deadLetters(): AsyncIterable<DeadLetter>;
  /**
   * Gives a dead letter all its attempts again.
   * @throws MailQueueError when there is none with this id
   */
  retry(id: string): Promise<void>;
  health(): Promise<QueueHealth>;
  /** Takes up work where that does not begin with the first mail. */
  start?(): Promise<void>;
  /**
   * Takes no more mails, sends what it can within a limit, and frees every socket and timer.
   * @returns how many mails were lost with this process: none where they are kept outside of it
   */
  close(): Promise<number>;
}

/** What a queue knows of its mailer. */
export interface QueueContext {
  /** Name of the mailer. */
  readonly name: string;
  readonly config: QueueConfig;
  /** The way of every mail to the wire. Rejects with a MailError. */
  readonly send: (mail: Mail, options?: SendOptions) => Promise<Receipt>;
  /** Connects and signs in. Rejects with a MailError. */
  readonly verify: (options?: SendOptions) => Promise<void>;
  readonly tell: MailEvents['emit'];
}

/** Makes the queue of a mailer; what `MailModule.forRoot({ queue })` takes. */
export type QueueFactory = (context: QueueContext) => MailQueue;

/** A mail that waits, and what is known of it so far. */
export interface MailJob {
  readonly id: string;
  readonly mail: Mail;
  /** Attempts that have ended. */
  readonly attempts: number;
  /** Milliseconds since 1970 from which its horizon counts. */
  readonly since: number;
}

/** Why a mail was given up. */
export interface Failure {
  readonly error: MailError;
  readonly outcome: Exclude<Outcome, 'delivered'>;
}

/** What events say of a job. */
export function queuedMail(mailer: string, { id, mail }: MailJob): QueuedMail {
  return { mailer, id, messageId: mail.messageId };
}
