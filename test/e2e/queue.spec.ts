import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { MailerOptions } from '../../lib/config/mailer-options.js';
import { MailEvents, type MailEventMap } from '../../lib/delivery/mail-events.js';
import type { Mailer } from '../../lib/delivery/mailer.js';
import { closedAfterEach } from '../support/closed-after-each.js';
import { mailersFor } from '../support/mailers-for.js';
import {
  closing,
  drop,
  reset,
  type ScriptedServer,
  scriptedServer,
  type ScriptedServerOptions,
} from '../support/scripted-server.js';
import { until } from '../support/until.js';
import { stoppingRelay } from '../support/stopping-relay.js';
import { message, taken } from '../support/with-server.js';

const opened = closedAfterEach();

interface Given {
  readonly mailer: Mailer;
  readonly server: ScriptedServer;
  readonly told: (keyof MailEventMap)[];
}

async function queueTo(script: ScriptedServerOptions, options: MailerOptions = {}): Promise<Given> {
  const server = opened(await scriptedServer(script));
  return { ...queueAt(server.port, options), server };
}

function queueAt(port: number, options: MailerOptions = {}): Omit<Given, 'server'> {
  const told: (keyof MailEventMap)[] = [];
  const events = new MailEvents(() => undefined);
  for (const name of ['retried', 'dead', 'held', 'resumed', 'drained', 'unknown'] as const)
    events.on(name, () => told.push(name));
  const queueSettings = { backoff: { initial: 10, max: 20 }, ...options.queueSettings };
  const mailers = opened(mailersFor({ host: '127.0.0.1', port, ...options, queueSettings }, events));
  return { mailer: mailers.get(), told };
}

describe('a queued message', () => {
  it.each([
    ['the greeting', { GREETING: [closing('421 busy'), undefined] }],
    ['MAIL', { MAIL: ['451 later', undefined] }],
    ['RCPT', { RCPT: ['450 greylisted', undefined] }],
    ['DATA', { DATA: ['451 later', undefined] }],
    ['the end', { MESSAGE: ['451 later', undefined] }],
    ['the end, with a closed line', { MESSAGE: [closing('421 bye'), undefined] }],
    ['MAIL, cut', { MAIL: [reset, undefined] }],
    ['content, cut', { CONTENT: [reset, undefined] }],
  ] as const)('is delivered once when the server fails for now at %s', async (_where, on) => {
    const given = await queueTo({ on });
    await given.mailer.enqueue(message('once'));
    await until(() => taken(given.server).length === 1);
    expect(await given.mailer.close()).toBe(0);
    expect(taken(given.server)).toEqual(['once']);
  });

  it('is sent again under the same Message-ID when the line died after it was handed over', async () => {
    const given = await queueTo({ on: { MESSAGE: [drop, undefined] } });
    const { messageId } = await given.mailer.enqueue(message('again'));
    await until(() => taken(given.server).length === 1);
    expect(given.server.mails.map(({ content }) => content.includes(`Message-ID: ${messageId}`))).toEqual([
      true,
      true,
    ]);
    expect(given.told).toEqual(['unknown', 'retried']);
  });

  it('is reported and not sent again where at most one copy is wanted', async () => {
    const queueSettings = { delivery: 'at-most-once' as const };
    const given = await queueTo({ on: { MESSAGE: [drop, undefined] } }, { queueSettings });
    await given.mailer.enqueue(message('once'));
    await until(() => given.told.includes('dead'));
    expect(given.server.mails).toHaveLength(1);
    expect(given.told).toEqual(['unknown', 'dead']);
  });

  it('goes again to those recipients alone who were refused for now', async () => {
    const answers: Record<string, (string | undefined)[]> = {
      'full@b.example': ['452 full', undefined],
      'gone@b.example': ['550 5.1.1 gone'],
    };
    const RCPT = ({ address }: { address: string }): string | undefined => answers[address]?.shift();
    const given = await queueTo({ on: { RCPT } }, { properties: { 'mail.smtp.sendpartial': true } });
    const to = ['bob@b.example', 'full@b.example', 'gone@b.example'];
    await given.mailer.enqueue(message('part', { to }));
    await until(() => given.server.mails.length === 2);
    expect(given.server.mails.map((mail) => mail.to)).toEqual([['bob@b.example'], ['full@b.example']]);
    await given.mailer.close();
    expect(given.told).toEqual(['dead', 'retried', 'drained']);
  });

  it('waits while nobody is let in, and goes once somebody is', async () => {
    const users: Record<string, string> = { ann: 'old' };
    const account = { username: 'ann', password: 'new' };
    const given = await queueTo({ users }, account);
    for (const subject of ['a', 'b', 'c']) await given.mailer.enqueue(message(subject));
    await until(() => given.told.includes('held'));
    expect(await given.mailer.queue.health()).toMatchObject({
      status: 'held',
      error: expect.stringMatching(/MailAuthenticationError: .*535/u),
      waiting: 3,
    });
    users['ann'] = 'new';
    await until(() => taken(given.server).length === 3);
    expect(given.told).toEqual(['held', 'resumed']);
  });

  it('is refused once its mailer is closed, also where it would be the first', async () => {
    const { mailer } = await queueTo({});
    await mailer.close();
    const closed = expect.objectContaining({ name: 'MailQueueError', problem: 'closed' });
    await expect(mailer.enqueue(message('a'))).rejects.toEqual(closed);
    for await (const { error } of mailer.enqueueAll([message('a'), message('b')]))
      expect(error).toEqual(closed);
  });

  it('is delivered by a server that greets slowly, within the limit', async () => {
    const GREETING = async (): Promise<undefined> => pause(300).then(() => undefined);
    const given = await queueTo({ on: { GREETING } }, { properties: { 'mail.smtp.timeout': 5000 } });
    await given.mailer.enqueue(message('slow'));
    await until(() => taken(given.server).length === 1);
    expect(await given.mailer.close()).toBe(0);
    expect(given.told).toEqual(['drained']);
  });

  it('is delivered once when the line is cut right after it was taken, and so is the next', async () => {
    const given = await queueTo({ on: { MESSAGE: closing('250 2.0.0 taken') } });
    for (const subject of ['one', 'two']) {
      await given.mailer.enqueue(message(subject));
      await until(() => taken(given.server).includes(subject));
      await given.server.idle();
    }
    expect(await given.mailer.close()).toBe(0);
    expect(taken(given.server)).toEqual(['one', 'two']);
    expect(given.told).toEqual(['drained']);
  });

  it('goes over another line when the server has given up the idle one', async () => {
    const takenThenIdle = Buffer.from('250 2.0.0 taken\r\n421 4.4.2 idle for too long\r\n');
    const given = await queueTo({ on: { MESSAGE: [takenThenIdle, undefined] } });
    await given.mailer.enqueue(message('one'));
    await until(() => given.server.mails.length === 1);
    await given.server.idle();
    await given.mailer.enqueue(message('two'));
    await until(() => given.server.mails.length === 2);
    expect(await given.mailer.close()).toBe(0);
    expect(given.server.sessions.map(({ mails }) => mails.length)).toEqual([1, 1]);
    expect(given.told).toEqual(['drained']);
  });

  it('is delivered once when the server stops reading it', async () => {
    const reading = opened(await scriptedServer());
    const relay = opened(await stoppingRelay(reading.port));
    const properties = { 'mail.smtp.writetimeout': 300 };
    const given = queueAt(relay.port, { properties, queueSettings: { maxSize: 20_000_000 } });
    const attachments = [{ filename: 'large', content: Buffer.alloc(10_000_000) }];
    await given.mailer.enqueue(message('stuck', { attachments }));
    await until(() => taken(reading).length === 1);
    expect(await given.mailer.close()).toBe(0);
    expect(reading.mails).toHaveLength(1);
    expect(given.told).toEqual(['retried', 'drained']);
  });

  it.each(['::1', '[::1]'])('is delivered to a server at %s, which IPv6 alone leads to', async (host) => {
    const given = await queueTo({ address: '::1' }, { host });
    await given.mailer.enqueue(message('six'));
    await until(() => taken(given.server).length === 1);
    expect(given.told).toEqual([]);
  });
});
