import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it } from '@jest/globals';
import { MailEvents, type MailEventName } from '../../lib/delivery/mail-events.js';
import type { MailModuleOptions } from '../../lib/module/mail-module-options.js';
import { mailersFor } from '../support/mailers-for.js';
import { drop, scriptedServer, type ScriptedServerOptions } from '../support/scripted-server.js';
import { message, rejection } from '../support/with-server.js';

type Told = [name: MailEventName, event: { mail: { messageId: string } }];
const NAMES = ['sending', 'sent', 'failed', 'unknown'] as const satisfies readonly MailEventName[];

/** What is told while messages are sent, and what listeners threw. */
async function toldOf(
  script: ScriptedServerOptions,
  subjects: string[],
  options: MailModuleOptions = {},
): Promise<{ told: Told[]; thrown: unknown[] }> {
  const server = await scriptedServer(script);
  const thrown: unknown[] = [];
  const told: Told[] = [];
  const events = new MailEvents((error) => thrown.push(error));
  for (const name of NAMES) events.on(name, (event) => told.push([name, event]));
  const mailers = mailersFor({ host: '127.0.0.1', port: server.port, ...options }, events);
  try {
    for (const subject of subjects)
      await mailers
        .get()
        .send(message(subject))
        .catch((error: unknown) => error);
  } finally {
    await mailers.close();
    await server.close();
  }
  return { told, thrown };
}

describe('events', () => {
  it('tell what becomes of each mail, and nothing of what it says', async () => {
    const { told } = await toldOf({ on: { MESSAGE: ['250 ok', '550 5.7.1 no', drop] } }, ['a', 'b', 'c']);
    expect(told.map(([name]) => name)).toEqual([
      'sending',
      'sent',
      'sending',
      'failed',
      'sending',
      'unknown',
    ]);
    expect(told[0]?.[1].mail).toBe(told[1]?.[1].mail);
    expect(told[0]?.[1].mail).toEqual({
      mailer: 'default',
      messageId: expect.stringMatching(/^<.*@a\.example>$/u),
      envelope: { from: 'ann@a.example', to: ['bob@b.example'] },
    });
    expect(JSON.stringify(told)).not.toContain('The text of');
  });

  it('are told of every mail of a batch', async () => {
    const server = await scriptedServer({ on: { MESSAGE: ['250 ok', '550 5.7.1 no'] } });
    const events = new MailEvents(() => undefined);
    const told: string[] = [];
    for (const name of NAMES) events.on(name, () => told.push(name));
    const mailers = mailersFor({ host: '127.0.0.1', port: server.port }, events);
    await rejection(mailers.get().send([message('a'), message('b')]));
    expect(told).toEqual(['sending', 'sending', 'sent', 'failed']);
    await mailers.close();
    await server.close();
  });

  it('never disturb the sender: what a listener throws is reported', async () => {
    const events = new MailEvents((error) => thrown.push(error));
    const thrown: unknown[] = [];
    events.on('sending', () => {
      throw new Error('at once');
    });
    events.on('sent', () => Promise.reject(new Error('later')));
    const server = await scriptedServer();
    const mailers = mailersFor({ host: '127.0.0.1', port: server.port }, events);
    await expect(mailers.get().send(message('a'))).resolves.toMatchObject({ refused: [] });
    await mailers.close();
    await server.close();
    expect(thrown).toEqual([new Error('at once'), new Error('later')]);
  });

  it('end when their listener is taken off', async () => {
    const events = new MailEvents(() => undefined);
    const off = events.on('sending', () => undefined);
    expect(events.hasListeners).toBe(true);
    off();
    expect(events.hasListeners).toBe(false);
  });

  it('go to the diagnostics channel of Node, too', async () => {
    const seen: unknown[] = [];
    const look = (event: unknown): void => void seen.push(event);
    subscribe('nestjs-spring-mail:sent', look);
    try {
      await toldOf({}, ['a']);
    } finally {
      unsubscribe('nestjs-spring-mail:sent', look);
    }
    expect(seen).toMatchObject([{ mail: { mailer: 'default' }, receipt: { accepted: ['bob@b.example'] } }]);
  });
});

describe('interceptors', () => {
  it('change messages in order, and keep them from being sent by throwing', async () => {
    const server = await scriptedServer();
    const mailers = mailersFor({
      host: '127.0.0.1',
      port: server.port,
      interceptors: [
        (given) => ({ ...given, subject: `[staging] ${given.subject}` }),
        async (given) => {
          if (given.subject?.endsWith('secret') === true) throw new Error('not this one');
          return given;
        },
      ],
    });
    await mailers.get().send(message('hello'));
    await expect(rejection(mailers.get().send(message('secret')))).resolves.toMatchObject({
      name: 'MailPreparationError',
      cause: { message: 'not this one' },
    });
    await mailers.close();
    expect(server.mails.map(({ content }) => /^Subject: .*$/mu.exec(content.toString())?.[0])).toEqual([
      'Subject: [staging] hello',
    ]);
    await server.close();
  });
});
