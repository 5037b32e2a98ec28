import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';
import { mailerFor } from '../../support/mailer-for.js';
import { drop, scriptedServer, type ScriptedServerOptions } from '../../support/scripted-server.js';
import { message } from '../../support/with-server.js';

const NAMES = ['connect', 'authenticate', 'transmit'] as const;
const SECRET = 'correct horse battery staple';

interface Moment {
  /** `connect start`, say. */
  readonly what: string;
  readonly trace: Readonly<Record<string, unknown>>;
  /** Who was sending. */
  readonly sender: string | undefined;
}

const sender = new AsyncLocalStorage<string>();
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** What the channels tell from now on. */
function listen(): Moment[] {
  const moments: Moment[] = [];
  for (const name of NAMES) {
    const note =
      (stage: string) =>
      (trace: object): void =>
        void moments.push({ what: `${name} ${stage}`, trace: { ...trace }, sender: sender.getStore() });
    const channel = tracingChannel<object, object>(`nestjs-spring-mail:${name}`);
    const listeners = {
      start: note('start'),
      end: (): void => undefined,
      asyncStart: (): void => undefined,
      asyncEnd: note('ended'),
      error: note('failed'),
    };
    channel.subscribe(listeners);
    ends.push(() => channel.unsubscribe(listeners));
  }
  return moments;
}

/** What the channels tell while each message is sent, one after the other. */
async function toldOf(
  script: ScriptedServerOptions,
  subjects: readonly string[],
  options: MailModuleOptions = {},
): Promise<{ moments: Moment[]; port: number }> {
  const moments = listen();
  const server = await scriptedServer(script);
  const mailer = mailerFor({ host: '127.0.0.1', port: server.port, ...options });
  try {
    for (const subject of subjects)
      await sender.run(subject, () => mailer.send(message(subject)).catch(() => undefined));
  } finally {
    await mailer.close();
    await server.close();
  }
  return { moments, port: server.port };
}

const signedIn = { user: 'ann', password: SECRET };

describe('the channels of the wire', () => {
  it('tell of a connection, of signing in and of each mail, in this order', async () => {
    const options = { username: signedIn.user, password: signedIn.password };
    const { moments } = await toldOf({ users: { ann: SECRET } }, ['one', 'two'], options);
    expect(moments.map(({ what }) => what)).toEqual([
      'connect start',
      'connect ended',
      'authenticate start',
      'authenticate ended',
      'transmit start',
      'transmit ended',
      'transmit start',
      'transmit ended',
    ]);
  });

  it('say which server, which mail and what came of it', async () => {
    const { moments, port } = await toldOf({}, ['one']);
    const of = (what: string): unknown => moments.find((moment) => moment.what === what)?.trace;
    expect(of('connect ended')).toEqual({
      server: { host: '127.0.0.1', port },
      result: { encrypted: false },
    });
    expect(of('transmit ended')).toEqual({
      server: { host: '127.0.0.1', port },
      messageId: expect.stringMatching(/^<.*@a\.example>$/u),
      envelope: { from: 'ann@a.example', to: ['bob@b.example'] },
      result: {
        reply: expect.objectContaining({ code: 250 }),
        accepted: ['bob@b.example'],
        refused: [],
      },
    });
  });

  it('tell of each mail in the async context of its own sender, whoever opened the connection', async () => {
    const { moments } = await toldOf({}, ['one', 'two', 'three']);
    const starts = moments.filter(({ what }) => what.endsWith('start'));
    expect(starts.map(({ what, sender: who }) => [what, who])).toEqual([
      ['connect start', 'one'],
      ['transmit start', 'one'],
      ['transmit start', 'two'],
      ['transmit start', 'three'],
    ]);
  });

  it('tell of a connection in the context of the mail that it is for', async () => {
    const { moments } = await toldOf({ on: { MESSAGE: [drop, '250 ok'] } }, ['one', 'two']);
    const starts = moments.filter(({ what }) => what === 'connect start');
    expect(starts.map(({ sender: who }) => who)).toEqual(['one', 'two']);
  });

  it('tell of a mail once for each line that it was on', async () => {
    const script: ScriptedServerOptions = { on: { MAIL: ['250 ok', drop, '250 ok'] } };
    const { moments } = await toldOf(script, ['one', 'two']);
    expect(moments.filter(({ sender: who }) => who === 'two').map(({ what }) => what)).toEqual(
      expect.arrayContaining(['transmit start', 'connect start', 'transmit start']),
    );
    const transmits = moments.filter(({ what }) => what.startsWith('transmit')).map(({ what }) => what);
    expect(transmits).toEqual([
      'transmit start',
      'transmit ended',
      'transmit start',
      'transmit failed',
      'transmit ended',
      'transmit start',
      'transmit ended',
    ]);
  });

  it('tell of a failure, without a password that the server quotes', async () => {
    const quote = { on: { AUTH: `535 5.7.8 ${SECRET} is wrong` } };
    const options = { username: signedIn.user, password: signedIn.password };
    const { moments } = await toldOf({ users: { ann: 'another' }, ...quote }, ['one'], options);
    const failed = moments.find(({ what }) => what === 'authenticate failed');
    expect(failed?.trace['error']).toMatchObject({ stage: 'auth', reply: { code: 535 } });
    expect(inspect(moments, { depth: null })).not.toContain(SECRET);
  });

  it('tell nothing of a mail that was sent before anybody listened, or after', async () => {
    const server = await scriptedServer();
    const mailer = mailerFor({ host: '127.0.0.1', port: server.port });
    await mailer.send(message('before'));
    const moments = listen();
    await mailer.send(message('while'));
    for (const end of ends.splice(0)) end();
    await mailer.send(message('after'));
    await mailer.close();
    await server.close();
    expect(moments.map(({ what }) => what)).toEqual(['transmit start', 'transmit ended']);
  });
});
