import { expect, it } from '@jest/globals';
import { checkEnqueueOptions } from '../../lib/delivery/queue/enqueue-options.js';
import type { QueueFactory } from '../../lib/delivery/queue/mail-queue.js';
import {
  failing,
  givenQueues,
  mailOf,
  receiptOf,
  refusal,
  type Sender,
  sendFailed,
  signInFailed,
} from './queue-context.js';
import { until } from './until.js';

/**
 * What every queue promises to the mailer that it works for: the order, the rates, what it tells and when it holds. What a
 * user sees of a queue is in the contract that `/testing` publishes.
 * @param make a queue with a name of its own each time
 */
export function queuePortContract(make: () => QueueFactory): void {
  const queueOf = givenQueues(make);

  it('sends what is queued, as it was', async () => {
    const sent: unknown[] = [];
    const given = await queueOf((mail) => {
      sent.push(mail);
      return receiptOf(mail);
    });
    const mail = mailOf('one 👋', {
      html: '<p>hi</p>',
      attachments: [{ filename: 'a.bin', content: Buffer.from([0, 255]) }],
      headers: { 'X-One': '1' },
    });
    const { messageId, deduplicated } = await given.queue.add(mail, checkEnqueueOptions({}));
    await until(() => sent.length === 1);
    expect(sent).toEqual([mail]);
    expect({ messageId, deduplicated }).toEqual({ messageId: mail.messageId, deduplicated: false });
  });

  it('sends many that were queued together', async () => {
    const given = await queueOf();
    const mails = Array.from({ length: 250 }, (_, index) => mailOf(String(index)));
    const receipts = await given.queue.addAll(mails, checkEnqueueOptions({}));
    expect(receipts.map(({ messageId }) => messageId)).toEqual(mails.map(({ messageId }) => messageId));
    expect(new Set(receipts.map(({ id }) => id)).size).toBe(250);
    await until(() => given.sent.length === 250);
    expect(new Set(given.sent).size).toBe(250);
  });

  it('tries again what failed for now, and gives up what failed for good', async () => {
    const given = await queueOf((mail) => {
      if (mail.subject === 'never') throw sendFailed({ permanent: true });
      return fails(mail);
    });
    const fails = failing(2, () => sendFailed({ permanent: false }));
    await given.add('later');
    await until(() => given.sent.length === 1);
    const { id, messageId } = await given.add('never');
    await until(async () => (await given.dead()).length === 1);
    expect(await given.dead()).toMatchObject([
      { id, messageId, outcome: 'refused', attempts: 1, recipients: ['b@x.test'] },
    ]);
    expect(given.told).toEqual(['queued', 'retried', 'retried', 'queued', 'dead']);
  });

  it('does the same for mails that were queued together', async () => {
    const attempts = new Map<string, number>();
    const given = await queueOf((mail) => {
      const attempt = (attempts.get(mail.subject) ?? 0) + 1;
      attempts.set(mail.subject, attempt);
      if (mail.subject.endsWith('7')) throw sendFailed({ permanent: true });
      if (mail.subject.endsWith('3') && attempt < 3) throw sendFailed({ permanent: false });
      return receiptOf(mail);
    });
    const mails = Array.from({ length: 50 }, (_, index) => mailOf(String(index)));
    const receipts = await given.queue.addAll(mails, checkEnqueueOptions({}));
    await until(async () => given.sent.length === 45 && (await given.dead()).length === 5);
    expect(new Set(given.sent).size).toBe(45);
    const ids = receipts.map(({ id }) => id).filter((_, index) => String(index).endsWith('7'));
    expect((await given.dead()).map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });

  it('gives up after its attempts', async () => {
    const fails = failing(9, () => sendFailed({ permanent: false }));
    const given = await queueOf(fails, { maxAttempts: 3 });
    await given.add('three');
    await until(async () => (await given.dead()).length === 1);
    expect(await given.dead()).toMatchObject([{ attempts: 3, outcome: 'refused' }]);
  });

  it('sends a mail of unknown outcome again, or reports it where at most one copy is wanted', async () => {
    const again = await queueOf(failing(1, () => sendFailed({ outcome: 'unknown' })));
    await again.add('again');
    await until(() => again.sent.length === 1);
    expect(again.told).toEqual(['queued', 'retried']);
    const fails = failing(1, () => sendFailed({ outcome: 'unknown' }));
    const once = await queueOf(fails, { delivery: 'at-most-once' });
    await once.add('once');
    await until(async () => (await once.dead()).length === 1);
    expect(await once.dead()).toMatchObject([{ outcome: 'unknown', attempts: 1 }]);
    expect(once.sent).toEqual([]);
  });

  it('tries again only the recipients that were refused for now', async () => {
    const envelopes: (readonly string[])[] = [];
    const refusals = [refusal('full@x.test', 452), refusal('gone@x.test', 550)];
    const given = await queueOf((mail) => {
      envelopes.push(mail.envelope.to);
      return receiptOf(mail, envelopes.length > 1 ? [] : refusals);
    });
    const to = ['ok@x.test', 'full@x.test', 'gone@x.test'];
    await given.queue.add(mailOf('part', { to }), checkEnqueueOptions({}));
    await until(async () => given.sent.length === 2 && (await given.dead()).length === 1);
    expect(envelopes).toEqual([to, ['full@x.test']]);
    expect(await given.dead()).toMatchObject([{ recipients: ['gone@x.test'], outcome: 'refused' }]);
  });

  it('gives a dead letter all its attempts again', async () => {
    const given = await queueOf(failing(1, () => sendFailed({ permanent: true })));
    const { id } = await given.add('again');
    await until(async () => (await given.dead()).length === 1);
    await given.queue.retry(id);
    await until(() => given.sent.length === 1);
    expect(await given.dead()).toEqual([]);
    await expect(given.queue.retry(id)).rejects.toMatchObject({ problem: 'unknown-job' });
  });

  it('is held while nobody is let in, loses nothing, counts no attempt, and resumes by itself', async () => {
    let isLocked = true;
    const send: Sender = (mail) => {
      if (isLocked) throw signInFailed();
      return receiptOf(mail);
    };
    const given = await queueOf(send, { concurrency: 2, maxAttempts: 1 });
    given.isUp = false;
    for (let index = 0; index < 10; index++) await given.add(String(index));
    const mails = Array.from({ length: 10 }, (_, index) => mailOf(`many ${index}`));
    await given.queue.addAll(mails, checkEnqueueOptions({}));
    await until(() => given.told.includes('held'));
    expect(await given.queue.health()).toMatchObject({
      status: 'held',
      error: expect.stringContaining('Sign-in failed'),
      deadLetters: 0,
    });
    [isLocked, given.isUp] = [false, true];
    await until(() => given.sent.length === 20);
    expect(new Set(given.sent).size).toBe(20);
    await until(async () => (await given.queue.health()).waiting === 0);
    expect(await given.queue.health()).toEqual({ status: 'running', waiting: 0, deadLetters: 0 });
  });

  it('sends high before normal before low', async () => {
    let go = (): void => undefined;
    const first = new Promise<void>((resolve) => {
      go = resolve;
    });
    let isSending = false;
    const send: Sender = async (mail) => {
      isSending = true;
      if (mail.subject === 'first') await first;
      return receiptOf(mail);
    };
    const given = await queueOf(send, { concurrency: 1 });
    await given.add('first');
    await until(() => isSending);
    for (const priority of ['low', 'normal', 'high'] as const) await given.add(priority, { priority });
    go();
    await until(() => given.sent.length === 4);
    expect(given.sent).toEqual(['first', 'high', 'normal', 'low']);
  });

  it('waits for the delay or the moment', async () => {
    const given = await queueOf();
    await given.add('later', { delay: 700 });
    await given.add('late', { at: new Date(Date.now() + 300) });
    await given.add('now', { at: new Date(0) });
    await until(() => given.sent.length === 3);
    expect(given.sent).toEqual(['now', 'late', 'later']);
  });

  it('takes one message for an idempotency key, also when the first was sent long ago', async () => {
    const given = await queueOf();
    for (const idempotencyKey of ['k', '123', 'a:b']) {
      const first = await given.add(`first ${idempotencyKey}`, { idempotencyKey });
      await until(() => given.sent.includes(`first ${idempotencyKey}`));
      const second = await given.add('second', { idempotencyKey });
      expect(second).toEqual({ ...first, deduplicated: true });
    }
    await given.queue.close();
    expect(given.sent).toHaveLength(3);
  });

  it('holds the rates of all mails and of a domain, in any stretch of time', async () => {
    const times: number[] = [];
    const send: Sender = (mail) => {
      times.push(Date.now());
      return receiptOf(mail);
    };
    const given = await queueOf(send, { rateLimit: '5/300ms', domainLimits: { 'slow.test': '1/1s' } });
    const mails = Array.from({ length: 12 }, (_, index) => mailOf(String(index)));
    await given.queue.addAll(mails, checkEnqueueOptions({}));
    for (const subject of ['slow 1', 'slow 2'])
      await given.queue.add(mailOf(subject, { to: 'b@Slow.test' }), checkEnqueueOptions({}));
    await until(() => given.sent.length === 14, 14_000);
    const gaps = times.slice(5).map((time, index) => time - (times[index] ?? 0));
    // A mail is counted before it is sent, and takes a moment in between.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(250);
  });

  it('refuses mails after it was closed', async () => {
    const given = await queueOf();
    await given.queue.close();
    await expect(given.add('closed')).rejects.toMatchObject({ name: 'MailQueueError', problem: 'closed' });
  });
}
