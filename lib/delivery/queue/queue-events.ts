import type { MailError } from '../../errors/mail.error.js';
import type { Outcome } from '../../errors/outcome.js';

/** Which queued mail an event is about. */
export interface QueuedMail {
  /** Name of the mailer. */
  readonly mailer: string;
  /** Of the job. */
  readonly id: string;
  readonly messageId: string;
}

/** What is told of queues, by name; what is told of every mail is told of queued ones, too, for each attempt. */
export interface QueueEventMap {
  readonly queued: { readonly job: QueuedMail };
  /** An attempt failed, and there will be another. */
  readonly retried: {
    readonly job: QueuedMail;
    readonly error: MailError;
    /** Attempts so far. */
    readonly attempts: number;
    readonly nextAt: Date;
  };
  /** It was given up and is a dead letter now; `unknown` when it may have been delivered. */
  readonly dead: {
    readonly job: QueuedMail;
    readonly error: MailError;
    readonly outcome: Exclude<Outcome, 'delivered'>;
  };
  /** It was lost with this process. */
  readonly undelivered: { readonly job: QueuedMail };
  /** The account or the line failed: nothing is sent until the mail server lets us in again. */
  readonly held: { readonly mailer: string; readonly error: MailError };
  readonly resumed: { readonly mailer: string };
  /** Everything that was queued in this process was sent before it ended. */
  readonly drained: { readonly mailer: string };
  /** Something is not as it should be with what keeps the queue. */
  readonly warning: { readonly mailer: string; readonly problem: string };
}
