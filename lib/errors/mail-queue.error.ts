import { generalDiagnosis } from './diagnosis.js';
import { MailError } from './mail.error.js';

/**
 * Why a queue did not take a message or do what it was asked:
 * `full`: it holds as many as it may · `too-large`: the mail does not fit into a job · `closed`: the application ends ·
 * `unreachable`: its store did not answer in time · `store`: its store answered with an error · `unknown-job`: no job has
 * this id.
 */
export type MailQueueProblem = 'full' | 'too-large' | 'closed' | 'unreachable' | 'store' | 'unknown-job';

/** What is known about it. */
export interface MailQueueErrorDetails {
  readonly problem: MailQueueProblem;
  readonly advice: string;
  /** The message may have been taken all the same: its store fell silent after it was asked. Default `false`. */
  readonly mayBeQueued?: boolean;
  readonly cause?: unknown;
}

/** A queue did not take a message, or not that anybody knows. */
export class MailQueueError extends MailError {
  override readonly name = 'MailQueueError';
  readonly problem: MailQueueProblem;
  /** `true`: enqueueing again may send the mail twice, unless both times have the same idempotency key. */
  readonly mayBeQueued: boolean;

  constructor(what: string, { problem, advice, mayBeQueued = false, cause }: MailQueueErrorDetails) {
    super(what, { code: 'MAIL_QUEUE', advice, cause, diagnosis: generalDiagnosis('queue') });
    this.problem = problem;
    this.mayBeQueued = mayBeQueued;
  }
}
