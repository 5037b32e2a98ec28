import { fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis as Client } from 'ioredis';
import type { QueueSettings } from '../../lib/config/mailer-options.js';
import { checkEnqueueOptions, type EnqueueOptions } from '../../lib/delivery/queue/enqueue-options.js';
import type { MailQueue } from '../../lib/delivery/queue/mail-queue.js';
import type { MailQueueError } from '../../lib/errors/mail-queue.error.js';
import { bullmq, type BullmqOptions } from '../../lib/integrations/bullmq/index.js';
import { describeWith } from '../support/describe-with.js';
import { freePorts } from '../support/free-port.js';
import {
  deadLettersOf,
  mailOf,
  receiptOf,
  type Sender,
  type Surroundings,
  surroundings,
} from '../support/queue-context.js';
import { type Redis, startRedis } from '../support/redis.mjs';
import { scriptedServer, silence } from '../support/scripted-server.js';
import { until } from '../support/until.js';

let redis: Redis | undefined;
const open: MailQueue[] = [];
afterEach(async () => {
  redis?.thaw();
  await Promise.all(open.splice(0).map((queue) => queue.close()));
  await redis?.stop();
  redis = undefined;
}, 30_000);

async function redisWith(settings: Record<string, string> = {}, port?: number): Promise<Redis> {
  redis = await startRedis(settings, port);
  return redis;
}

interface Given extends Surroundings {
  readonly queue: MailQueue;
  add(subject: string, options?: EnqueueOptions): ReturnType<MailQueue['add']>;
}

interface Wanted extends Partial<BullmqOptions> {
  readonly send?: Sender;
  readonly settings?: QueueSettings;
}

function queueOf({ send, settings = {}, ...options }: Wanted = {}): Given {
  const around = surroundings(send, { backoff: { initial: 10, max: 20 }, drainTimeout: 500, ...settings });
  const queue = bullmq({ connection: redis?.url ?? '', claimDuration: 1000, ...options })(around.context);
  open.push(queue);
  const add = (subject: string, enqueue: EnqueueOptions = {}): ReturnType<MailQueue['add']> =>
    queue.add(mailOf(subject), checkEnqueueOptions(enqueue));
  return Object.assign(around, { queue, add });
}

async function timed(promise: Promise<unknown>): Promise<{ error: MailQueueError; took: number }> {
  const begun = performance.now();
  const error: MailQueueError = await promise.then(
    () => Promise.reject(new Error('It was taken.')),
    (reason: MailQueueError) => reason,
  );
  return { error, took: performance.now() - begun };
}

/** BullMQ's own view of the queue. */
async function withJobs<T>(look: (jobs: Queue) => Promise<T>): Promise<T> {
  const jobs = new Queue('mail-default', {
    connection: { port: redis?.port ?? 0 },
    prefix: 'nestjs-spring-mail',
  });
  try {
    return await look(jobs);
  } finally {
    await jobs.close();
  }
}

const isMail = (line: string): boolean => line.startsWith('MAIL');

/** Jobs that workers have fetched. */
function active(): Promise<number> {
  return withJobs((jobs) => jobs.getActiveCount());
}

async function withRedis<T>(port: number, look: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(port);
  try {
    return await look(client);
  } finally {
    client.disconnect();
  }
}

describeWith(['redis'], 'a queue in Redis', () => {
  it('says within two seconds that Redis is away, and starts all the same', async () => {
    const [port = 0] = await freePorts(1);
    const given = queueOf({ connection: `redis://127.0.0.1:${port}` });
    await given.queue.start?.();
    const { error, took } = await timed(given.add('nowhere'));
    expect(error).toMatchObject({ name: 'MailQueueError', problem: 'unreachable', mayBeQueued: false });
    expect(error.message).toMatch(/ECONNREFUSED.*Is it running\?/u);
    expect(took).toBeLessThan(4000);
    expect(await given.queue.health()).toMatchObject({ status: 'held' });
    await redisWith({}, port);
    await until(async () => given.add('there').then(Boolean, () => false), 20_000);
    await until(() => given.sent.includes('there'), 20_000);
    expect(given.sent).toEqual(['there']);
  }, 60_000);

  it('bridges a short restart, and reports a long one', async () => {
    const server = await redisWith();
    const given = queueOf({ worker: false });
    await given.add('before');
    await server.kill();
    const [added] = await Promise.all([given.add('bridged'), pause(200).then(() => server.restart())]);
    expect(added.deduplicated).toBe(false);
    await server.kill();
    const { error, took } = await timed(given.add('lost'));
    expect(error).toMatchObject({ problem: 'unreachable' });
    expect(took).toBeLessThan(4000);
    await server.restart();
    await until(async () => (await given.queue.health()).waiting === 2, 20_000);
    expect(await given.queue.health()).toMatchObject({ status: 'running', waiting: 2 });
  }, 60_000);

  it('does not double a message whose first answer was lost', async () => {
    const server = await redisWith();
    const given = queueOf();
    await given.queue.start?.();
    await given.add('before');
    server.freeze();
    const { error, took } = await timed(given.add('ghost', { idempotencyKey: 'k' }));
    expect(error).toMatchObject({ problem: 'unreachable', mayBeQueued: true });
    expect(error.message).toContain('idempotencyKey');
    expect(took).toBeLessThan(4000);
    server.thaw();
    const again = await given.add('ghost', { idempotencyKey: 'k' });
    expect(again.deduplicated).toBe(true);
    await until(() => given.sent.length === 2);
    await given.queue.close();
    expect(given.sent).toEqual(['before', 'ghost']);
  }, 60_000);

  it('refuses a Redis that throws keys away when its memory is full', async () => {
    await redisWith({ 'maxmemory-policy': 'allkeys-lru' });
    const given = queueOf();
    await expect(given.queue.start?.()).rejects.toMatchObject({ name: 'MailConfigError' });
    await expect(given.add('evicted')).rejects.toThrow(/maxmemory-policy.*noeviction/su);
  });

  it('warns of a Redis that keeps nothing', async () => {
    await redisWith({ appendonly: 'no' });
    const given = queueOf();
    await given.queue.start?.();
    expect(given.told).toEqual(['warning']);
  });

  it('tells what is wrong with a Redis that is full, or wants a password', async () => {
    await redisWith({ maxmemory: '1500kb' });
    const full = queueOf({ worker: false });
    const big = mailOf('big', { text: 'x'.repeat(2_000_000) });
    const add = async (): Promise<void> => {
      for (let count = 0; count < 5; count++) await full.queue.add(big, checkEnqueueOptions({}));
    };
    await expect(add()).rejects.toMatchObject({
      problem: 'store',
      message: expect.stringMatching(/OOM.*maxmemory/su),
    });
    await redis?.stop();
    const server = await redisWith({ requirepass: 'secret' });
    const locked = queueOf({ worker: false });
    await expect(locked.add('locked')).rejects.toThrow(/NOAUTH.*put it into connection/su);
    const wrong = queueOf({ worker: false, connection: `redis://:wrong@127.0.0.1:${server.port}` });
    await expect(wrong.add('wrong')).rejects.toThrow(/password of the connection is wrong/u);
  }, 60_000);

  it.each([
    ['a variable that is not set', undefined, /is missing.*a variable it is read from has to be set/u],
    ['an empty one', '', /is missing/u],
    ['a host without redis://', 'redis.internal:6379', /is no address.*Write redis:\/\/host:6379/u],
  ])('leads nowhere else than it was told: %s', (_what, connection, text) => {
    expect(() => bullmq({ connection: connection as string })).toThrow(text);
  });

  it('refuses keyPrefix, and names what to use instead', () => {
    expect(() => bullmq({ connection: { host: 'localhost', keyPrefix: 'app:' } })).toThrow(
      /keyPrefix.*Remove it, and set prefix/su,
    );
  });

  it('keeps no finished jobs', async () => {
    await redisWith();
    const given = queueOf();
    await given.queue.start?.();
    await given.add('one');
    await given.queue.addAll([mailOf('two'), mailOf('three')], checkEnqueueOptions({}));
    await until(() => given.sent.length === 3);
    await until(async () => (await given.queue.health()).waiting === 0);
    expect(await withJobs((jobs) => jobs.getJobCounts('completed', 'failed'))).toEqual({
      completed: 0,
      failed: 0,
    });
  });

  it('leaves jobs of a newer version to newer workers', async () => {
    await redisWith();
    const given = queueOf();
    await given.queue.start?.();
    await withJobs((jobs) => jobs.add('mail', { v: 999, to: 'b@x.test' }));
    await until(() => given.told.includes('warning'));
    await until(async () => withJobs(async (jobs) => (await jobs.getDelayedCount()) === 1));
    expect(await deadLettersOf(given.queue)).toEqual([]);
  });

  it.each([
    ['without a version', { to: 'b@x.test', attachments: [{ path: '/etc/passwd' }] }],
    [
      'with a recipient that is not one',
      { envelope: { from: 'a@x.test', to: ['b@x.test>\r\nRCPT TO:<c@x.test'] } },
    ],
    ['with a header that breaks its line', { headers: [{ name: 'X-A', value: 'a\r\nBcc: c@x.test' }] }],
    ['with a subject that breaks its line', { subject: 'a\r\nBcc: c@x.test' }],
  ])('trusts no job that somebody else wrote: %s', async (_what, fields) => {
    await redisWith();
    const given = queueOf({ worker: false });
    await given.add('template');
    await withJobs(async (jobs) => {
      const [job] = await jobs.getWaiting();
      const { mails, ...rest } = job?.data ?? {};
      await job?.updateData('to' in fields ? fields : { ...rest, mails: [{ ...mails[0], ...fields }] });
    });
    const worker = queueOf();
    await worker.queue.start?.();
    await until(async () => (await deadLettersOf(worker.queue)).length === 1);
    expect(worker.sent).toEqual([]);
  });

  it('sends the mails of a worker whose event loop was blocked at most once more', async () => {
    await redisWith();
    const copies: string[] = [];
    const given = queueOf({
      send: (mail) => {
        copies.push(mail.messageId);
        const end = Date.now() + (copies.length === 1 ? 2500 : 0);
        while (Date.now() < end);
        return receiptOf(mail);
      },
    });
    await given.queue.start?.();
    await given.add('blocked');
    await until(async () => copies.length > 0 && (await given.queue.health()).waiting === 0, 20_000);
    expect(copies.length).toBeLessThanOrEqual(2);
    expect(new Set(copies).size).toBe(1);
    expect(await deadLettersOf(given.queue)).toEqual([]);
  }, 60_000);

  it('reports at most once what a killed worker was sending, and sends what waited in it', async () => {
    const { url } = await redisWith();
    const filling = queueOf({ worker: false });
    await filling.queue.addAll([mailOf('one'), mailOf('two')], checkEnqueueOptions({}));
    await filling.add('waits');
    const settings = { delivery: 'at-most-once', concurrency: 2 } as const;
    const server = await scriptedServer({ on: { MAIL: () => silence } });
    const task = { smtp: [server.port], redis: url, claimDuration: 1000, ...settings };
    const worker = fork('bench/faults/worker.mjs', [JSON.stringify({ ...task, clock: 0 })]);
    await until(async () => server.lines.filter(isMail).length === 2 && (await active()) === 2, 20_000);
    worker.kill('SIGKILL');
    const other = queueOf({ settings });
    await other.queue.start?.();
    await until(async () => (await other.queue.health()).waiting === 0, 20_000);
    await server.close();
    expect(other.sent).toEqual(['waits']);
    expect((await deadLettersOf(other.queue)).map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown']);
  }, 60_000);

  it('sends at most once a mail that waited in a worker for so long that another one was given it', async () => {
    const { port } = await redisWith();
    const settings = { delivery: 'at-most-once', concurrency: 2 } as const;
    const letGo: (() => void)[] = [];
    const slow = queueOf({
      settings,
      send: async (mail) => {
        if (mail.subject !== 'waits') await new Promise<void>((resolve) => letGo.push(resolve));
        return receiptOf(mail);
      },
    });
    await slow.queue.start?.();
    await slow.queue.addAll([mailOf('one'), mailOf('two')], checkEnqueueOptions({}));
    await until(() => letGo.length === 2);
    const { id } = await slow.add('waits');
    await until(async () => (await active()) === 2);
    const other = queueOf({ settings });
    await other.queue.start?.();
    // As when nothing in the process runs for longer than a claim lasts.
    await withRedis(port, (client) => client.del(`nestjs-spring-mail:mail-default:${id}:lock`));
    await until(() => other.sent.length === 1, 20_000);
    for (const go of letGo) go();
    await until(async () => (await slow.queue.health()).waiting === 0, 20_000);
    await slow.queue.close();
    expect([...other.sent, ...slow.sent]).toEqual(['waits', 'one', 'two']);
    expect(await deadLettersOf(other.queue)).toEqual([]);
  }, 60_000);

  it('holds its rate over all workers', async () => {
    await redisWith();
    const times: number[] = [];
    const send: Sender = (mail) => {
      times.push(Date.now());
      return receiptOf(mail);
    };
    const wanted = { send, settings: { rateLimit: '5/400ms' } };
    const [one, other] = [queueOf(wanted), queueOf(wanted)];
    await Promise.all([one.queue.start?.(), other.queue.start?.()]);
    for (let index = 0; index < 20; index++) await one.add(String(index));
    await until(() => times.length === 20, 20_000);
    const gaps = times.slice(5).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(350);
  }, 60_000);

  it('closes within its limit, and leaves to others what it was sending', async () => {
    await redisWith();
    const stuck = queueOf({ send: () => new Promise(() => undefined), settings: { drainTimeout: 200 } });
    await stuck.queue.start?.();
    await stuck.add('stuck');
    await stuck.queue.addAll([mailOf('two'), mailOf('three')], checkEnqueueOptions({}));
    await until(async () => withJobs(async (jobs) => (await jobs.getActiveCount()) === 2));
    const begun = performance.now();
    expect(await stuck.queue.close()).toBe(0);
    expect(performance.now() - begun).toBeLessThan(10_000);
    const other = queueOf();
    await other.queue.start?.();
    await until(() => other.sent.length === 3, 20_000);
    expect(other.sent.toSorted((one, two) => one.localeCompare(two))).toEqual(['stuck', 'three', 'two']);
  }, 60_000);
});
