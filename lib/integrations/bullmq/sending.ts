import {
  attemptMail,
  type DomainLimit,
  domainLimitsOf,
  isMailError,
  type Mail,
  MailError,
  MailSendError,
  type QueueContext,
  queuedMail,
  type QueueHold,
  restoreMail,
  type StoredMail,
  storeMail,
  type Verdict,
} from '../../index.js';
import type { JobData } from './job-data.js';

/** What is to become of a mail after an attempt; nothing when it is done. */
export interface Aftermath {
  /** The attempt does not count: the queue is held, or the process ends. */
  readonly isHeld?: true;
  /** Milliseconds after which a limit may let it pass; it was not attempted. */
  readonly limitedFor?: number;
  /** Jobs that go on: for recipients that are tried again, and for dead letters. */
  readonly followUps: readonly { readonly data: JobData; readonly delay: number }[];
}

/** A mail of a job. */
export interface StoredJob {
  readonly id: string;
  readonly stored: StoredMail;
  readonly data: JobData;
}

/** What an attempt needs. */
export interface Surroundings {
  readonly context: QueueContext;
  readonly hold: QueueHold;
  readonly signal: AbortSignal;
  /** @returns milliseconds to wait, `0` to go */
  readonly pass: (limits: readonly DomainLimit[]) => number | Promise<number>;
}

/**
 * Sends the mail of a job once.
 * @param begin is awaited when nothing is left to do but to send it: not ahead of time, since what was begun when a worker is
 * killed is reported, and not sent
 */
export async function sendStored(
  job: StoredJob,
  around: Surroundings,
  begin?: () => Promise<void>,
): Promise<Aftermath> {
  const { context, hold, signal } = around;
  let mail: Mail;
  try {
    mail = restoreMail(job.stored);
  } catch (error) {
    return buried(job, toMailError(error), 'refused', context);
  }
  if (hold.error !== undefined || signal.aborted) return { isHeld: true, followUps: [] };
  const wait = await limitWait(mail, around);
  if (wait > 0) return { limitedFor: wait, followUps: [] };
  await begin?.();
  const { attempts, since } = job.data;
  const verdict = await attemptMail({ id: job.id, mail, attempts, since }, context, signal);
  return followed(job, verdict, around);
}

/** A mail whose attempt was cut short, where at most one copy is wanted. */
export function reportCutShort(job: StoredJob, context: QueueContext): Aftermath {
  const error = new MailSendError(
    'It is not known whether the mail was delivered: the worker that was sending it ended before it knew.',
    { advice: 'Sending it again may deliver it twice.', outcome: 'unknown' },
  );
  return buried(job, error, 'unknown', context);
}

function limitWait(mail: Mail, { context: { config }, pass }: Surroundings): number | Promise<number> {
  const all = config.rateLimit === undefined ? [] : [{ domain: '*', rate: config.rateLimit }];
  const limits = [...all, ...domainLimitsOf(mail, config)];
  return limits.length === 0 ? 0 : pass(limits);
}

function followed(
  { data }: StoredJob,
  { receipt, again, dead, held }: Verdict,
  { context, hold }: Surroundings,
): Aftermath {
  const followUps: { data: JobData; delay: number }[] = [];
  if (receipt !== undefined) hold.mailWent();
  if (held !== undefined) {
    hold.begin(held);
    return { isHeld: true, followUps };
  }
  if (again !== undefined) {
    const { job, at, error } = again;
    const details = { error, attempts: job.attempts, nextAt: new Date(at) };
    context.tell('retried', { job: queuedMail(context.name, job), ...details });
    const mails = [storeMail(job.mail)];
    followUps.push({
      data: { ...data, mails, attempts: job.attempts },
      delay: Math.max(0, at - Date.now()),
    });
  }
  if (dead !== undefined) {
    const { job, failure } = dead;
    context.tell('dead', { job: queuedMail(context.name, job), ...failure });
    const details = { reason: failure.error.message, outcome: failure.outcome };
    followUps.push({
      data: { ...data, mails: [storeMail(job.mail)], attempts: job.attempts, dead: details },
      delay: 0,
    });
  }
  return { followUps };
}

function buried(
  { id, stored, data }: StoredJob,
  error: MailError,
  outcome: 'refused' | 'unknown',
  { name, tell }: QueueContext,
): Aftermath {
  const { messageId } = stored;
  const job = { mailer: name, id, messageId: typeof messageId === 'string' ? messageId : '' };
  tell('dead', { job, error, outcome });
  const attempts = data.attempts + 1;
  const dead = { reason: error.message, outcome };
  return { followUps: [{ data: { ...data, mails: [stored], attempts, dead }, delay: 0 }] };
}

function toMailError(error: unknown): MailError {
  if (isMailError(error)) return error;
  const advice = 'See the cause of this error.';
  return new MailError('The stored mail cannot be read.', { code: 'MAIL_QUEUE', advice, cause: error });
}
