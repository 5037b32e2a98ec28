import { createHash } from 'node:crypto';
import type { JobsOptions } from 'bullmq';
import type { CheckedEnqueueOptions } from '../../index.js';

/** How long the same request, sent twice because the first answer was lost, counts once. */
const REQUEST_WINDOW_MS = 600_000;

/** How a job is kept, besides its data. */
export function jobOptions(
  id: string,
  { delay, priority, idempotencyKey, idempotencyWindow }: CheckedEnqueueOptions,
): JobsOptions {
  return {
    jobId: id,
    delay,
    // Jobs of any number come after those of none, and BullMQ has no number for those before them.
    ...(priority === 'high' && { lifo: true }),
    ...(priority === 'low' && { priority: 1 }),
    deduplication:
      idempotencyKey === undefined
        ? { id, ttl: REQUEST_WINDOW_MS }
        : { id: keyName(idempotencyKey), ttl: idempotencyWindow },
    ...FOLLOW_UP,
  };
}

/** The same for a job that goes on with the mail of another one. */
export function followUpOptions(id: string, delay: number): JobsOptions {
  return { jobId: id, delay, deduplication: { id, ttl: REQUEST_WINDOW_MS }, ...FOLLOW_UP };
}

const FOLLOW_UP = {
  removeOnComplete: true,
  // Attempts of a mail are ours to count; these are for what nobody foresaw.
  attempts: 1000,
  backoff: { type: 'fixed', delay: 5000 },
  stackTraceLimit: 1,
} as const;

/** A key may hold a colon, digits only, or a name that is nobody's business. */
function keyName(idempotencyKey: string): string {
  return `key-${createHash('sha256').update(idempotencyKey).digest('base64url')}`;
}
