import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Mailer } from '../../../lib/delivery/mailer.js';
import type { SendResult } from '../../../lib/delivery/send-each.js';
import type { Mail } from '../../../lib/message/mail.js';
import type { MailMessage } from '../../../lib/message/message.js';
import type { MailTransport } from '../../../lib/transport/mail-transport.js';
import { receiptOf } from '../../support/queue-context.js';

const numbered = (index: number): MailMessage => ({
  from: 'a@x.test',
  to: 'b@x.test',
  subject: String(index),
  text: 'x',
});

/** A mailer whose transport takes a moment for each mail, and how many it had at the most. */
function slowMailer(refuses: (mail: Mail) => boolean = () => false): { mailer: Mailer; most: () => number } {
  let underway = 0;
  let most = 0;
  const transport: MailTransport = {
    async send(mail) {
      most = Math.max(most, ++underway);
      await pause(1);
      underway -= 1;
      if (refuses(mail)) throw Object.assign(new Error('no'), { responseCode: 550, response: '550 no' });
      return receiptOf(mail);
    },
    sendAll: () => Promise.resolve([]),
    verify: () => Promise.resolve(),
    close: () => Promise.resolve(0),
  };
  return { mailer: new Mailer({ name: 'default', defaults: {} }, transport), most: () => most };
}

async function* endless(seen: number[] = []): AsyncGenerator<MailMessage> {
  for (let index = 0; ; index++) {
    seen.push(index);
    yield numbered(index);
    await pause(0);
  }
}

async function* broken(count: number): AsyncGenerator<MailMessage> {
  for (let index = 0; index < count; index++) yield numbered(index);
  throw new Error('the database is gone');
}

async function all(results: AsyncIterable<SendResult>): Promise<SendResult[]> {
  const found: SendResult[] = [];
  for await (const result of results) found.push(result);
  return found;
}

describe('sendEach', () => {
  it('gives each message its result, by the very object that was sent', async () => {
    const messages = Array.from({ length: 2000 }, (_, index) => numbered(index));
    const { mailer, most } = slowMailer(({ subject }) => subject.endsWith('7'));
    const results = await all(mailer.sendEach(messages));
    expect(new Set(results.map(({ message }) => message))).toEqual(new Set(messages));
    expect(results.filter(({ error }) => error !== undefined)).toHaveLength(200);
    expect(
      results.every(({ message, error }) => (error !== undefined) === message.subject?.endsWith('7')),
    ).toBe(true);
    expect(most()).toBeLessThanOrEqual(500);
  });

  it('reports a message that is not valid among the others', async () => {
    const results = await all(slowMailer().mailer.sendEach([numbered(1), { ...numbered(2), to: 'nobody' }]));
    expect(results.find(({ message }) => message.subject === '2')?.error).toMatchObject({
      name: 'MailParseError',
      field: 'to',
    });
    expect(results.find(({ message }) => message.subject === '1')?.receipt).toBeDefined();
  });

  it('gives a result while the next message is not there yet', async () => {
    async function* oneThenNothing(): AsyncGenerator<MailMessage> {
      yield numbered(1);
      await new Promise(() => undefined);
    }
    const results = slowMailer().mailer.sendEach(oneThenNothing());
    await expect(results.next()).resolves.toMatchObject({ value: { message: { subject: '1' } } });
    await results.return();
  });

  it('asks for no more messages once nobody wants results', async () => {
    const seen: number[] = [];
    for await (const { message } of slowMailer().mailer.sendEach(endless(seen)))
      if (message.subject === '5') break;
    const asked = seen.length;
    await pause(20);
    expect(seen.length).toBeLessThanOrEqual(asked + 1);
  });

  it('throws what the source of messages throws, once every message before it has its result', async () => {
    const found: SendResult[] = [];
    const results = slowMailer().mailer.sendEach(broken(3));
    await expect(
      (async () => {
        for await (const result of results) found.push(result);
      })(),
    ).rejects.toThrow('the database is gone');
    expect(found).toHaveLength(3);
  });

  it('sends a message as often as it comes', async () => {
    const again = numbered(1);
    await expect(all(slowMailer().mailer.sendEach([again, again, again]))).resolves.toHaveLength(3);
  });

  it('ends at once without messages', async () => {
    await expect(all(slowMailer().mailer.sendEach([]))).resolves.toEqual([]);
  });
});
