import { afterEach } from '@jest/globals';

interface Closable {
  close(): unknown;
}

/**
 * What closes, after each test, all that the test opened, the last first. Call it where `afterEach` may be called.
 * @example
 * const opened = closedAfterEach();
 * const server = opened(await scriptedServer());
 */
export function closedAfterEach(): <T extends Closable>(one: T) => T {
  const open: Closable[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).toReversed()) await one.close();
  });
  return (one) => {
    open.push(one);
    return one;
  };
}
