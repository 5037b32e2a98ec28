import { describe, expect, it } from '@jest/globals';
import type { Job } from 'bullmq';
import { BatchRecord } from '../../../../lib/integrations/bullmq/batch-record.js';
import type { JobData } from '../../../../lib/integrations/bullmq/job-data.js';

interface Given {
  readonly record: BatchRecord;
  /** What was written to the store. */
  readonly written: unknown[];
}

/** The record of a job of ten mails, over a store that takes what it is given. */
function recordOf(progress: unknown = 0, together = 3): Given {
  const written: unknown[] = [];
  const job: Pick<Job<JobData>, 'progress' | 'updateProgress'> = {
    progress: Object(progress),
    updateProgress: async (value) => void written.push(value),
  };
  return { record: new BatchRecord(job, 10, { together }), written };
}

const indexes = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, at) => from + at);

describe('the record of a job', () => {
  it('is not written when all mails are done at once, since the job ends then', async () => {
    const { record, written } = recordOf();
    record.begin(10);
    const kept = await Promise.all(indexes(0, 10).map((index) => record.finish(index)));
    expect(kept).toEqual(Array.from({ length: 10 }, () => false));
    expect(written).toEqual([]);
  });

  it('is written once for mails that are done together, while others are still to begin', async () => {
    const { record, written } = recordOf();
    record.begin(4);
    const kept = await Promise.all(indexes(0, 4).map((index) => record.finish(index)));
    expect(kept).toEqual([true, true, true, true]);
    expect(written).toEqual([{ done: [0, 1, 2, 3], begun: 4 }]);
  });

  it('is written for a single mail that no other one joins', async () => {
    const { record, written } = recordOf();
    record.begin(10);
    expect(await record.finish(7)).toBe(true);
    expect(written).toEqual([{ done: [7], begun: 10 }]);
  });

  it('goes on where a worker was killed, and takes nothing from the store that is no mail of it', () => {
    const { record } = recordOf({ done: [0, 2, 99, 'x', -1, 1.5], begun: 4 });
    expect(record.open).toEqual([1, 3, 4, 5, 6, 7, 8, 9]);
    expect(record.begun).toBe(4);
  });

  it('rejects a mail whose end cannot be kept', async () => {
    const job: Pick<Job<JobData>, 'progress' | 'updateProgress'> = {
      progress: 0,
      updateProgress: () => Promise.reject(new Error('Missing key for job')),
    };
    const record = new BatchRecord(job, 10, { together: 3 });
    record.begin(1);
    await expect(record.finish(0)).rejects.toThrow('Missing key');
  });
});
