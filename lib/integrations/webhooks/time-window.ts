import { WebhookRefusal } from './webhook-refusal.js';

/** Milliseconds by which the provider's clock may be ahead. */
const CLOCK_DIFFERENCE = 5 * 60_000;

/**
 * Refuses what was signed too long ago, or in the future.
 * @param time milliseconds since 1970
 * @param maxAge milliseconds
 */
export function checkTime(time: number, maxAge: number): void {
  const age = Date.now() - time;
  // Also for NaN.
  if (!(age <= maxAge))
    throw new WebhookRefusal(403, 'was signed too long ago, or the clock of this machine is wrong');
  if (age < -CLOCK_DIFFERENCE)
    throw new WebhookRefusal(403, 'was signed in the future, or the clock of this machine is wrong');
}
