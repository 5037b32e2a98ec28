import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something holds; fails after `timeout` ms (default 10000). */
export async function until(holds: () => boolean | Promise<boolean>, timeout = 10_000): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It did not come about within ${timeout} ms`);
    await pause(5);
  }
}
