import { type Failure, type Mail, MailParseError, type StoredMail, storeMail } from '../../index.js';

/** What a job holds. Workers leave jobs alone whose version is above theirs, for the newer ones that are being rolled out. */
const JOB_VERSION = 1;

/** What became of a mail that was given up. */
export interface DeadDetails {
  readonly reason: string;
  readonly outcome: Failure['outcome'];
}

/** One mail, or many that were queued together. */
export interface JobData {
  readonly v: number;
  readonly mails: readonly StoredMail[];
  /** Milliseconds since 1970 from which the horizon counts. */
  readonly since: number;
  /** Attempts that have ended. */
  readonly attempts: number;
  /** It is a dead letter. */
  readonly dead?: DeadDetails;
}

/** A job for mails that wait, from the moment `since` on. */
export function newJobData(mails: readonly Mail[], since: number): JobData {
  return { v: JOB_VERSION, mails: mails.map(storeMail), since, attempts: 0 };
}

/** Whether a newer version of this package wrote it. */
export function isNewer(data: unknown): boolean {
  const { v } = fieldsOf(data);
  return typeof v === 'number' && v > JOB_VERSION;
}

/**
 * The job as this version reads it. What is in the store is not trusted.
 * @throws MailParseError
 */
export function readJobData(data: unknown): JobData {
  const { v, mails, since, attempts, dead } = fieldsOf(data);
  if (v !== JOB_VERSION || !Array.isArray(mails) || ![since, attempts].every(Number.isSafeInteger))
    throw new MailParseError('value', 'is not a job of this package', 'Queue it with enqueue.');
  const { reason, outcome } = fieldsOf(dead);
  return {
    v: JOB_VERSION,
    mails,
    since: Number(since),
    attempts: Number(attempts),
    ...(typeof reason === 'string' && {
      dead: { reason, outcome: outcome === 'unknown' ? 'unknown' : 'refused' },
    }),
  };
}

/** What is in a value that nobody vouches for; nothing where it is no object. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
