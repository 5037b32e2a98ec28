import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import type { Job } from 'bullmq';
import type { QueueSettings } from '../../../../lib/config/mailer-options.js';
import { newJobData, type JobData } from '../../../../lib/integrations/bullmq/job-data.js';
import { Slots } from '../../../../lib/integrations/bullmq/slots.js';
import type { JobQueue } from '../../../../lib/integrations/bullmq/store.js';
import { workOnJob } from '../../../../lib/integrations/bullmq/work-on-job.js';
import { QueueHold } from '../../../../lib/index.js';
import {
  mailOf,
  receiptOf,
  type Sender,
  type Surroundings,
  surroundings,
} from '../../../support/queue-context.js';
import { until } from '../../../support/until.js';

interface Wanted {
  readonly send?: Sender;
  readonly settings?: QueueSettings;
  /** The store's answer to the note on a job. */
  readonly updateProgress: () => Promise<void>;
}

/** A worker with four slots and a job of twenty mails. */
function working({ send, settings, updateProgress }: Wanted): Surroundings & { readonly end: Promise<void> } {
  const around = surroundings(send, settings);
  const { context } = around;
  const mails = Array.from({ length: 20 }, (_, index) => mailOf(`${index}`));
  const data: JobData = newJobData(mails, Date.now());
  const extendLock = (): Promise<number> => Promise.resolve(1);
  const fields = { id: '1', data, progress: 0, attemptsStarted: 1, updateProgress, extendLock };
  const job = fields as unknown as Job<JobData>;
  const hold = new QueueHold(context, () => undefined);
  const end = workOnJob(
    { job, token: '', slots: new Slots(4).forJob(0) },
    {
      around: { context, hold, signal: new AbortController().signal, pass: () => 0 },
      queue: {} as unknown as JobQueue,
      claimDuration: 1000,
      isClosing: () => false,
      pause: () => Promise.resolve(),
    },
  );
  end.catch(() => undefined);
  return Object.assign(around, { end });
}

it('begins no more mails of a job when the store takes no word of those that went', async () => {
  const { sent, end } = working({
    updateProgress: () => Promise.reject(new Error('OOM command not allowed')),
  });
  await expect(end).rejects.toThrow('OOM');
  expect(sent).toHaveLength(4);
});

it('keeps a job while mails of it are under way, though the store takes no word of those that are next', async () => {
  const ends: (() => void)[] = [];
  let writes = 0;
  const { sent, end } = working({
    settings: { delivery: 'at-most-once' },
    send: async (mail) => {
      await new Promise<void>((resolve) => ends.push(resolve));
      return receiptOf(mail);
    },
    // The beginning of four, the end of one; then that of the next one is to begin.
    updateProgress: () => (++writes < 3 ? Promise.resolve() : Promise.reject(new Error('OOM'))),
  });
  let isOver = false;
  void end.catch(() => undefined).then(() => (isOver = true));
  await until(() => ends.length === 4);
  ends[0]?.();
  await until(() => writes === 3);
  await pause(20);
  expect(isOver).toBe(false);
  for (const finish of ends) finish();
  await expect(end).rejects.toThrow('OOM');
  expect(sent).toHaveLength(4);
});
