import { expect, it } from '@jest/globals';
import type { Job } from 'bullmq';
import { newJobData, type JobData } from '../../../../lib/integrations/bullmq/job-data.js';
import { Slots } from '../../../../lib/integrations/bullmq/slots.js';
import type { JobQueue } from '../../../../lib/integrations/bullmq/store.js';
import { workOnJob } from '../../../../lib/integrations/bullmq/work-on-job.js';
import { QueueHold } from '../../../../lib/index.js';
import { mailOf, surroundings } from '../../../support/queue-context.js';

it('begins no more mails of a job when the store takes no word of those that went', async () => {
  const { context, sent } = surroundings();
  const mails = Array.from({ length: 20 }, (_, index) => mailOf(`${index}`));
  const data: JobData = newJobData(mails, Date.now());
  const updateProgress = (): Promise<void> => Promise.reject(new Error('OOM command not allowed'));
  const job = { id: '1', data, progress: 0, attemptsStarted: 1, updateProgress } as unknown as Job<JobData>;
  const hold = new QueueHold(context, () => undefined);
  const working = workOnJob(
    { job, token: '', slots: new Slots(4).forJob(0) },
    {
      around: { context, hold, signal: new AbortController().signal, pass: () => 0 },
      queue: {} as unknown as JobQueue,
      isClosing: () => false,
      pause: () => Promise.resolve(),
    },
  );
  await expect(working).rejects.toThrow('OOM');
  expect(sent).toHaveLength(4);
});
