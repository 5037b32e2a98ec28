import { SmtpDeadlineError } from '../smtp/smtp-errors.js';
import type { SendOptions } from './mail-transport.js';

/** Does work with one signal for both the signal and the time limit of a send. */
export async function withDeadline<T>(
  { signal, timeout }: SendOptions,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (timeout === undefined) return work(signal);
  const limit = new AbortController();
  const stop = (): void => limit.abort(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  const timer = setTimeout(() => limit.abort(new SmtpDeadlineError(timeout)), timeout);
  try {
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** Milliseconds that are left of a time limit, so that one limit holds for all steps of a send. */
export function timeLeft(timeout: number, started: number): number {
  return Math.max(1, Math.ceil(timeout - (performance.now() - started)));
}
