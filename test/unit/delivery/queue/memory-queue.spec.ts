import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { checkEnqueueOptions } from '../../../../lib/delivery/queue/enqueue-options.js';
import { memoryQueue } from '../../../../lib/delivery/queue/memory.queue.js';
import {
  failing,
  givenQueues,
  mailOf,
  receiptOf,
  type Sender,
  sendFailed,
  signInFailed,
} from '../../../support/queue-context.js';
import { until } from '../../../support/until.js';

const slowly: Sender = async (mail) => {
  await pause(1);
  return receiptOf(mail);
};

/** What is its own; what it has in common with other queues is in `test/contract/queues.spec.ts`. */
describe('the queue of one process', () => {
  const queueOf = givenQueues(() => memoryQueue);

  it('gives up when its horizon would pass', async () => {
    const given = await queueOf(
      failing(99, () => sendFailed({ permanent: false })),
      { horizon: 50 },
    );
    await given.add('short');
    await until(() => given.told.includes('dead'));
    const [letter] = await given.dead();
    expect(letter?.attempts).toBeGreaterThan(1);
  });

  it('is held while nobody is let in, loses nothing, counts no attempt, and resumes by itself', async () => {
    let isLocked = true;
    let attempts = 0;
    const send: Sender = (mail) => {
      attempts += 1;
      if (isLocked) throw signInFailed();
      return receiptOf(mail);
    };
    const given = await queueOf(send, { concurrency: 2, maxAttempts: 1 });
    given.isUp = false;
    for (let index = 0; index < 50; index++) await given.add(String(index));
    await until(() => given.told.includes('held'));
    expect(await given.queue.health()).toEqual({
      status: 'held',
      error: expect.stringContaining('Sign-in failed'),
      waiting: 50,
      deadLetters: 0,
    });
    await pause(50);
    expect(attempts).toBeLessThanOrEqual(2);
    [isLocked, given.isUp] = [false, true];
    await until(() => given.sent.length === 50);
    expect(await given.queue.health()).toEqual({ status: 'running', waiting: 0, deadLetters: 0 });
  });

  it('sends high before normal before low, and first come, first served', async () => {
    const given = await queueOf(slowly, { concurrency: 1 });
    await given.add('first');
    for (const priority of ['low', 'normal', 'high'] as const)
      for (const number of [1, 2]) await given.add(`${priority} ${number}`, { priority });
    await until(() => given.sent.length === 7);
    expect(given.sent).toEqual(['first', 'high 1', 'high 2', 'normal 1', 'normal 2', 'low 1', 'low 2']);
  });

  it('waits for the delay or the moment', async () => {
    const given = await queueOf();
    await given.add('late', { at: new Date(Date.now() + 60) });
    await given.add('later', { delay: 120 });
    await given.add('now', { at: new Date(0) });
    await until(() => given.sent.length === 3);
    expect(given.sent).toEqual(['now', 'late', 'later']);
  });

  it('takes one message for an idempotency key', async () => {
    const given = await queueOf();
    const first = await given.add('first', { idempotencyKey: 'k' });
    const second = await given.add('second', { idempotencyKey: 'k' });
    expect(second).toEqual({ ...first, deduplicated: true });
    await given.queue.close();
    expect(given.sent).toEqual(['first']);
  });

  it('refuses what it has no room for, and lets many wait for room', async () => {
    const given = await queueOf(slowly, { maxWaiting: 3, concurrency: 1 });
    await Promise.all([1, 2, 3].map((number) => given.add(String(number))));
    await expect(given.add('4')).rejects.toMatchObject({ name: 'MailQueueError', problem: 'full' });
    const mails = Array.from({ length: 20 }, (_, index) => mailOf(`many ${index}`));
    expect(await given.queue.addAll(mails, checkEnqueueOptions({}))).toHaveLength(20);
    await until(() => given.sent.length === 23);
  });

  it('holds its rate in any stretch of time', async () => {
    const times: number[] = [];
    const send: Sender = (mail) => {
      times.push(performance.now());
      return receiptOf(mail);
    };
    const given = await queueOf(send, { rateLimit: '5/100ms' });
    for (let index = 0; index < 20; index++) await given.add(String(index));
    await until(() => given.sent.length === 20);
    const gaps = times.slice(5).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(99);
  });

  it('holds the rate of a domain while mails to others pass', async () => {
    const given = await queueOf(undefined, { domainLimits: { 'slow.test': '1/100ms' } });
    for (const domain of ['slow.test', 'Slow.test', 'x.test', 'y.test'])
      await given.queue.add(mailOf(domain, { to: `b@${domain}` }), checkEnqueueOptions({}));
    await until(() => given.sent.length === 4);
    expect(given.sent).toEqual(['slow.test', 'x.test', 'y.test', 'Slow.test']);
  });

  it('sends what waits before it closes, tries again at once what failed, and tells what is lost', async () => {
    const fails = failing(1, () => sendFailed({ permanent: false }));
    const given = await queueOf(fails, { backoff: { initial: 60_000 } });
    await given.add('retry');
    await until(() => given.told.includes('retried'));
    await given.add('now');
    await given.add('tomorrow', { delay: 86_400_000 });
    expect(await given.queue.close()).toBe(1);
    expect(given.sent.toSorted()).toEqual(['now', 'retry']);
    expect(given.told.filter((name) => name === 'undelivered')).toHaveLength(1);
    await expect(given.add('closed')).rejects.toMatchObject({ problem: 'closed' });
  });

  it('does not wait for ever for a transport that does not listen to its signal', async () => {
    const given = await queueOf(() => new Promise(() => undefined), { drainTimeout: 10 });
    await given.add('stuck');
    expect(await given.queue.close()).toBe(1);
    expect(given.told).toEqual(['queued', 'undelivered']);
  });

  it('closes within its limit, and counts what did not get its turn', async () => {
    const verySlowly: Sender = async (mail) => {
      await pause(200);
      return receiptOf(mail);
    };
    const given = await queueOf(verySlowly, { drainTimeout: 20, concurrency: 1 });
    await Promise.all(['a', 'b', 'c'].map((subject) => given.add(subject)));
    expect(await given.queue.close()).toBe(2);
  });
});
