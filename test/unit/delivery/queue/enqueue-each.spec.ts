import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { EnqueueAllOptions, EnqueueResult } from '../../../../lib/delivery/queue/enqueue-each.js';
import { Mailer } from '../../../../lib/delivery/mailer.js';
import type { QueueFactory } from '../../../../lib/delivery/queue/mail-queue.js';
import { memoryQueue } from '../../../../lib/delivery/queue/memory.queue.js';
import type { MailMessage } from '../../../../lib/message/message.js';
import type { MailTransport } from '../../../../lib/transport/mail-transport.js';
import { closedAfterEach } from '../../../support/closed-after-each.js';
import { receiptOf, surroundings } from '../../../support/queue-context.js';

const transport: MailTransport = {
  send: (mail) => Promise.resolve(receiptOf(mail)),
  sendAll: () => Promise.resolve([]),
  verify: () => Promise.resolve(),
  close: () => Promise.resolve(0),
};

const opened = closedAfterEach();

function mailerOf(queue?: QueueFactory, maxWaiting = 10_000): Mailer {
  const { config: queueConfig } = surroundings(undefined, { maxWaiting }).context;
  const details = { name: 'default', defaults: { from: 'a@x.test' }, queueConfig, queue };
  return opened(new Mailer(details, transport));
}

const numbered = (index: number): MailMessage => ({ to: 'b@x.test', subject: String(index), text: 'x' });

async function all(
  messages: Iterable<MailMessage> | AsyncIterable<MailMessage>,
  of: Mailer,
  options?: EnqueueAllOptions,
): Promise<EnqueueResult[]> {
  const results: EnqueueResult[] = [];
  for await (const result of of.enqueueAll(messages, options)) results.push(result);
  return results;
}

describe('enqueueAll', () => {
  it('gives each message its receipt, in order, with how many there are so far', async () => {
    const messages = Array.from({ length: 1234 }, (_, index) => numbered(index));
    const results = await all(messages, mailerOf(undefined, 10));
    expect(results.map(({ message }) => message)).toEqual(messages);
    expect(results.map(({ count }) => count)).toEqual(messages.map((_, index) => index + 1));
    expect(new Set(results.map(({ job }) => job?.id)).size).toBe(1234);
  });

  it('reports a message that is not valid among the others', async () => {
    const [first, second, third] = await all(
      [numbered(1), { ...numbered(2), to: 'nobody' }, numbered(3)],
      mailerOf(),
    );
    expect(second?.error).toMatchObject({ name: 'MailParseError', field: 'to' });
    expect([first?.job, third?.job]).toEqual([expect.anything(), expect.anything()]);
  });

  it('reports why messages were not taken', async () => {
    const failing: QueueFactory = (context) =>
      Object.assign(memoryQueue(context), { addAll: () => Promise.reject(new Error('no room')) });
    const results = await all([numbered(1), numbered(2)], mailerOf(failing));
    expect(results.map(({ error }) => error?.message)).toEqual([
      expect.stringContaining('no room'),
      expect.stringContaining('no room'),
    ]);
  });

  it('queues once what has the same idempotency key', async () => {
    const idempotencyKey = ({ subject = '' }: MailMessage): string | undefined =>
      subject === '3' ? undefined : `k${Number(subject) % 2}`;
    const results = await all([0, 1, 2, 3].map(numbered), mailerOf(), { idempotencyKey });
    expect(results.map(({ job }) => job?.deduplicated)).toEqual([false, false, true, false]);
  });

  it('gives a result while the next message is not there yet', async () => {
    async function* oneThenNothing(): AsyncGenerator<MailMessage> {
      yield numbered(1);
      await new Promise(() => undefined);
    }
    const results = mailerOf().enqueueAll(oneThenNothing());
    await expect(results.next()).resolves.toMatchObject({ value: { message: { subject: '1' } } });
    void results.return();
  });

  it('throws what the source of messages throws, once every message before it has its result', async () => {
    async function* broken(): AsyncGenerator<MailMessage> {
      for (let index = 0; index < 20; index++) yield numbered(index);
      throw new Error('the database is gone');
    }
    const subjects: unknown[] = [];
    await expect(
      (async () => {
        for await (const { message } of mailerOf().enqueueAll(broken())) subjects.push(message.subject);
      })(),
    ).rejects.toThrow('the database is gone');
    expect(subjects).toHaveLength(20);
  });

  it('asks for no more messages than it has room for', async () => {
    let asked = 0;
    async function* many(): AsyncGenerator<MailMessage> {
      for (;;) yield numbered(asked++);
    }
    for await (const { count } of mailerOf().enqueueAll(many())) if (count === 5) break;
    await pause(20);
    expect(asked).toBeLessThan(1000);
  });
});
