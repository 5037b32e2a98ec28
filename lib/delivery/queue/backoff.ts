import type { QueueConfig } from '../../config/queue-config.js';

/** Mails that failed together do not come back together. */
const JITTER = 0.2;

/**
 * Milliseconds to wait after so many attempts: doubling, up to the longest, give or take a fifth.
 * @param random from 0 up to 1
 */
export function backoff(
  { initial, max }: QueueConfig['backoff'],
  attempts: number,
  random: () => number = Math.random,
): number {
  // Beyond 2^30 any longest wait is reached, and the power of two must stay a number.
  const wait = Math.min(max, initial * 2 ** Math.min(attempts - 1, 30));
  return Math.round(wait * (1 - JITTER + 2 * JITTER * random()));
}
