import { describe, it } from '@jest/globals';
import { type ProgramName, obstacle } from './programs.mjs';

/**
 * A suite that drives other programs. Where one is missing the suite is skipped and says how to get it;
 * in CI it fails instead, so that no suite goes quietly missing.
 */
export function describeWith(names: readonly ProgramName[], title: string, suite: () => void): void {
  const obstacles = names.map(obstacle).filter((reason) => reason !== undefined);
  if (obstacles.length === 0) {
    describe(title, suite);
  } else if (process.env['CI'] === 'true') {
    it(title, () => {
      throw new Error(obstacles.join('\n'));
    });
  } else {
    process.stderr.write(`Skipped: ${title}. ${obstacles.join(' ')}\n`);
    describe.skip(title, suite);
  }
}
