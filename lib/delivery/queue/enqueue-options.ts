import { MailParseError } from '../../errors/mail-parse.error.js';

/** When and how a queued message is sent. */
export interface EnqueueOptions {
  /** Milliseconds to wait first. Default `0`; at most a year. */
  readonly delay?: number;
  /** The same as a moment. One that has passed means now. */
  readonly at?: Date;
  /** `high` goes before the others that wait, `low` after them. Default `normal`. */
  readonly priority?: 'high' | 'normal' | 'low';
  /**
   * Two messages with the same key within a day are one, whatever else is in them: the second is not taken, and its receipt is the first one's.
   * Default: the message's own.
   * @example `order-${order.id}-confirmed`
   */
  readonly idempotencyKey?: string;
}

/** The options as a queue gets them. */
export interface CheckedEnqueueOptions {
  /** Milliseconds. */
  readonly delay: number;
  readonly priority: 'high' | 'normal' | 'low';
  readonly idempotencyKey?: string | undefined;
  /** Milliseconds that the key holds. */
  readonly idempotencyWindow: number;
}

const IDEMPOTENCY_WINDOW_MS = 86_400_000;

const MAX_DELAY_MS = 365 * 86_400_000;
/** As for a message's own. */
const MAX_KEY_LENGTH = 255;

/** @throws MailParseError that names the faulty option */
export function checkEnqueueOptions(
  { delay, at, priority = 'normal', idempotencyKey }: EnqueueOptions,
  now = Date.now(),
): CheckedEnqueueOptions {
  if (priority !== 'high' && priority !== 'normal' && priority !== 'low')
    throw new MailParseError('priority in the queue', 'is not known', 'Write high, normal or low.');
  return {
    delay: delayOf(delay, at, now),
    priority,
    idempotencyKey: keyOf(idempotencyKey),
    idempotencyWindow: IDEMPOTENCY_WINDOW_MS,
  };
}

function delayOf(delay: unknown, at: unknown, now: number): number {
  if (delay !== undefined && at !== undefined)
    throw new MailParseError('delay', 'is set, and at too', 'Set one of them.');
  const wait = at === undefined ? (delay ?? 0) : momentOf(at) - now;
  const field = at === undefined ? 'delay' : 'at';
  if (typeof wait !== 'number' || !Number.isFinite(wait))
    throw new MailParseError(field, 'is not a number of milliseconds', 'Write 60000 for a minute.');
  if (wait > MAX_DELAY_MS) throw new MailParseError(field, 'is more than a year away', 'Enqueue it later.');
  if (at === undefined && wait < 0)
    throw new MailParseError(field, 'is below 0', 'Leave it out to send at once.');
  return Math.max(0, Math.ceil(wait));
}

function momentOf(at: unknown): number {
  if (at instanceof Date && !Number.isNaN(at.getTime())) return at.getTime();
  throw new MailParseError('at', 'is not a valid Date', 'Pass a Date.');
}

function keyOf(key: unknown): string | undefined {
  if (key === undefined) return undefined;
  if (typeof key === 'string' && key !== '' && key.length <= MAX_KEY_LENGTH) return key;
  throw new MailParseError(
    'idempotencyKey',
    `is not a text of 1 to ${MAX_KEY_LENGTH} characters`,
    'Make it from what the message is about, such as the id of an order.',
  );
}
