import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { describeWith } from '../support/describe-with.js';

interface FaultResult {
  readonly name: string;
  readonly delivery: string;
  readonly sent: number;
  readonly delivered: number;
  readonly lost: number;
  readonly duplicates: number;
  readonly unknown_reported: number;
  readonly bound: number;
}

/** The short form of `npm run bench:faults`. */
describeWith(['redis'], 'faults of workers, of Redis and of mail servers', () => {
  it('lose no mail, and double none that was not in doubt', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      'bench/faults/run.mjs',
      '--short',
      '--json',
    ]);
    const { faults }: { faults: FaultResult[] } = JSON.parse(stdout);
    expect(faults).toHaveLength(6);
    for (const fault of faults) {
      expect(fault).toMatchObject({ sent: 300, lost: 0 });
      const extra = fault.delivery === 'at-most-once' ? fault.unknown_reported : fault.duplicates;
      expect([fault.name, extra <= fault.bound]).toEqual([fault.name, true]);
    }
    const [once] = faults.filter(({ delivery }) => delivery === 'at-most-once');
    expect(once?.duplicates).toBe(0);
  }, 300_000);
});
