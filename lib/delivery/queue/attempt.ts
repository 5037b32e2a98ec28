import type { QueueConfig } from '../../config/queue-config.js';
import { isMailError, MailError } from '../../errors/mail.error.js';
import { MailSendError } from '../../errors/mail-send.error.js';
import type { Receipt, RecipientRefusal } from '../../errors/outcome.js';
import { backoff } from './backoff.js';
import { faultOf } from './fault.js';
import type { Failure, MailJob, QueueContext } from './mail-queue.js';

/** What came of one attempt. Recipients may part: some got the mail, some are tried again, some never get it. */
export interface Verdict {
  /** Some or all recipients got it. */
  readonly receipt?: Receipt;
  /** To be tried again, for the recipients in it. */
  readonly again?: { readonly job: MailJob; readonly at: number; readonly error: MailError };
  /** Given up, for the recipients in it. */
  readonly dead?: { readonly job: MailJob; readonly failure: Failure };
  /** The attempt does not count, since nothing is known against the mail: the account or the line failed. */
  readonly held?: MailError;
}

/** Sends a mail once and says what is to become of it. */
export async function attemptMail(
  job: MailJob,
  { send, config }: Pick<QueueContext, 'send' | 'config'>,
  signal?: AbortSignal,
  now: () => number = Date.now,
): Promise<Verdict> {
  const tried = { ...job, attempts: job.attempts + 1 };
  try {
    const receipt = await send(job.mail, signal && { signal });
    return receipt.refused.length === 0 ? { receipt } : partly(tried, receipt, config, now());
  } catch (error) {
    const { aborted = false } = signal ?? {};
    return failed(tried, toMailError(error), aborted, config, now());
  }
}

/** Some recipients got it; of the others, those that were refused for now are tried again. */
function partly(job: MailJob, receipt: Receipt, config: QueueConfig, now: number): Verdict {
  return { receipt, ...refused(job, receipt.refused, partlyRefused(receipt), config, now) };
}

function failed(
  job: MailJob,
  error: MailError,
  isStopped: boolean,
  config: QueueConfig,
  now: number,
): Verdict {
  const fault = faultOf(error);
  if (fault === 'account' || fault === 'line' || (fault === 'later' && isStopped))
    return now < job.since + config.horizon
      ? { held: error }
      : { dead: { job, failure: { error, outcome: 'refused' } } };
  if (fault === 'never') return { dead: { job, failure: { error, outcome: 'refused' } } };
  if (fault === 'unknown') {
    return config.delivery === 'at-most-once'
      ? { dead: { job, failure: { error, outcome: 'unknown' } } }
      : later(job, error, config, now);
  }
  const refusals = error instanceof MailSendError ? error.refusals : [];
  return refused(job, refusals, error, config, now, true);
}

/** @param others whether recipients that were not refused did not get it either */
function refused(
  job: MailJob,
  refusals: readonly RecipientRefusal[],
  error: MailError,
  config: QueueConfig,
  now: number,
  others = false,
): Verdict {
  const gone = new Set(refusals.filter(({ permanent }) => permanent).map(({ address }) => address));
  const open = refusals.filter(({ permanent }) => !permanent).map(({ address }) => address);
  const dead: Verdict =
    gone.size === 0 ? {} : { dead: { job: only(job, [...gone]), failure: { error, outcome: 'refused' } } };
  const left = others ? job.mail.envelope.to.filter((address) => !gone.has(address)) : open;
  if (left.length === 0) return dead;
  const rest = later(left.length === job.mail.envelope.to.length ? job : only(job, left), error, config, now);
  // Both given up: one dead letter for all of them.
  if (rest.dead !== undefined && dead.dead !== undefined)
    return { dead: { job: only(job, [...gone, ...left]), failure: rest.dead.failure } };
  return { ...dead, ...rest };
}

/** Tried again within its attempts and its horizon. */
function later(job: MailJob, error: MailError, config: QueueConfig, now: number): Verdict {
  const at = now + backoff(config.backoff, job.attempts);
  if (job.attempts < config.maxAttempts && at <= job.since + config.horizon)
    return { again: { job, at, error } };
  const outcome = faultOf(error) === 'unknown' ? 'unknown' : 'refused';
  return { dead: { job, failure: { error, outcome } } };
}

/** The same mail for some of its recipients. */
function only(job: MailJob, to: readonly string[]): MailJob {
  return { ...job, mail: { ...job.mail, envelope: { ...job.mail.envelope, to } } };
}

function partlyRefused({ refused: refusals }: Receipt): MailError {
  const [first] = refusals;
  return new MailSendError(
    `The mail went to some of its recipients only: ${refusals.map(({ address }) => address).join(', ')} refused, the server said "${first?.reply.code} ${first?.reply.text}".`,
    {
      advice: 'Those that were refused for now are tried again.',
      outcome: 'refused',
      permanent: refusals.every(({ permanent }) => permanent),
      refusals,
    },
  );
}

function toMailError(error: unknown): MailError {
  if (isMailError(error)) return error;
  const { message } = error instanceof Error ? error : new Error(String(error));
  return new MailError(`The mail was not sent: ${message}.`, {
    code: 'MAIL_SEND',
    advice: 'See the cause of this error.',
    cause: error,
  });
}
