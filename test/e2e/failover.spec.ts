import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { failover, roundRobin } from '../../lib/delivery/group/failover.js';
import type { Mailers } from '../../lib/delivery/mailers.js';
import { MailSendError } from '../../lib/errors/mail-send.error.js';
import { createMailer } from '../../lib/module/create-mailers.js';
import type { MailModuleOptions } from '../../lib/module/mail-module-options.js';
import { freePorts } from '../support/free-port.js';
import { mailersFor } from '../support/mailers-for.js';
import {
  closing,
  drop,
  type ScriptedServer,
  scriptedServer,
  type ScriptedServerOptions,
  silence,
} from '../support/scripted-server.js';
import { faultsOf } from '../support/settings.js';
import { until } from '../support/until.js';
import { message, rejection, taken } from '../support/with-server.js';

interface Field {
  readonly mailers: Mailers;
  readonly first: ScriptedServer;
  readonly second: ScriptedServer;
}

/** A mailer whose mails go to the first server, and to the second as its settings say. */
async function withTwo(
  script: ScriptedServerOptions,
  test: (field: Field) => Promise<void>,
  settings: MailModuleOptions = { failover: ['backup'] },
): Promise<void> {
  const [first, second] = await Promise.all([scriptedServer(script), scriptedServer()]);
  const mailers = mailersFor({
    host: '127.0.0.1',
    port: first.port,
    mailers: { backup: { host: '127.0.0.1', port: second.port } },
    ...settings,
  });
  try {
    await test({ mailers, first, second });
  } finally {
    await mailers.close();
    await Promise.all([first.close(), second.close()]);
  }
}

/** The same where nobody listens at either of them. */
async function mailersWithoutServers(settings: MailModuleOptions = {}): Promise<Mailers> {
  const [one = 0, two = 0] = await freePorts(2);
  return mailersFor({
    host: '127.0.0.1',
    port: one,
    failover: ['backup'],
    mailers: { backup: { host: '127.0.0.1', port: two } },
    ...settings,
  });
}

describe('failover', () => {
  it.each<[what: string, script: ScriptedServerOptions]>([
    ['a greeting of 554', { greeting: '554 5.3.2 not now' }],
    ['a refused sign-in', { users: { ann: 'right' } }],
    ['a 421 to MAIL', { on: { MAIL: closing('421 4.3.2 going down') } }],
    ['a line that drops before the content', { on: { DATA: drop } }],
  ])('sends by the next server after %s', async (_what, script) => {
    const account = 'users' in script ? { username: 'ann', password: 'wrong' } : {};
    await withTwo(
      script,
      async ({ mailers, first, second }) => {
        await mailers.get().send(message('a'));
        expect([taken(first), taken(second)]).toEqual([[], ['a']]);
      },
      { failover: ['backup'], ...account },
    );
  });

  it.each([
    ['a refused recipient', { on: { RCPT: '550 5.1.1 unknown' } }, 'refused'],
    ['a recipient refused for now', { on: { RCPT: '450 4.2.1 later' } }, 'refused'],
    ['a refused content', { on: { MESSAGE: '554 5.7.1 spam' } }, 'refused'],
    ['a line that drops after the dot', { on: { MESSAGE: drop } }, 'unknown'],
  ] as const)('leaves a mail where it is after %s', async (_what, script, outcome) => {
    await withTwo(script, async ({ mailers, second }) => {
      await expect(rejection(mailers.get().send(message('a')))).resolves.toMatchObject({ outcome });
      expect(second.sessions).toHaveLength(0);
    });
  });

  it('goes on with the rest of a batch in order', async () => {
    const script = { on: { MAIL: ['250 ok', '250 ok', closing('421 4.3.2 going down')] } };
    await withTwo(script, async ({ mailers, first, second }) => {
      const receipts = await mailers.get().send(['1', '2', '3', '4', '5'].map((subject) => message(subject)));
      expect(receipts).toHaveLength(5);
      const [here, there] = [taken(first), taken(second)];
      expect([...here, ...there]).toEqual(['1', '2', '3', '4', '5']);
      expect(there).toContain('5');
    });
  });

  it('asks a server that failed no more for a while', async () => {
    await withTwo({ on: { GREETING: closing('421 4.3.2 down') } }, async ({ mailers, first, second }) => {
      for (const subject of ['a', 'b', 'c']) await mailers.get().send(message(subject));
      expect([taken(second), first.sessions.length]).toEqual([['a', 'b', 'c'], 1]);
    });
  });

  it.each([
    ['a message', message('a')],
    ['a batch', [message('a')]],
  ])(
    'has given up when the timeout of %s is over, and sends the next by the next server',
    async (_what, given) => {
      await withTwo({ on: { MAIL: silence } }, async ({ mailers, second }) => {
        const sent = rejection(mailers.get().send(given, { timeout: 200 }));
        await expect(sent).resolves.toMatchObject({ diagnosis: { cause: 'send-timeout' } });
        await mailers.get().send(message('b'));
        expect(taken(second)).toEqual(['b']);
      });
    },
  );

  it('holds nothing against a server when the caller gives up', async () => {
    const started = new AbortController();
    const MAIL = async (): Promise<undefined> => {
      started.abort(new Error('It is not needed any more.'));
      await pause(50);
    };
    await withTwo({ on: { MAIL } }, async ({ mailers, first, second }) => {
      await rejection(mailers.get().send(message('a'), { signal: started.signal }));
      await mailers.get().send(message('b'));
      expect([taken(first), taken(second)]).toEqual([['b'], []]);
    });
  });

  it('sends what is queued by the next server also while the application ends', async () => {
    await withTwo({ on: { MAIL: closing('421 4.3.2 going down') } }, async ({ mailers, second }) => {
      const subjects = Array.from({ length: 50 }, (_, index) => String(index));
      for (const subject of subjects) await mailers.get().enqueue(message(subject));
      expect(await mailers.close()).toBe(0);
      expect(taken(second).toSorted()).toEqual(subjects.toSorted());
    });
  });

  it('holds the queue while no server lets anybody in, so that no mail uses up its attempts', async () => {
    const queueSettings = { backoff: { initial: 5, max: 5 }, maxAttempts: 2 };
    const mailers = await mailersWithoutServers({ queueSettings });
    const { queue } = mailers.get();
    await mailers.get().enqueue(message('a'));
    await until(async () => (await queue.health()).status === 'held', 2000);
    expect(await queue.health()).toMatchObject({ waiting: 1, deadLetters: 0 });
    await mailers.close();
  });

  it('of a mailer without Nest ends with it, after the mails under way', async () => {
    const server = await scriptedServer({ on: { MESSAGE: () => pause(100, undefined) } });
    const [port = 0] = await freePorts(1);
    const mailers = { backup: { host: '127.0.0.1', port: server.port } };
    const mailer = createMailer({ host: '127.0.0.1', port, failover: ['backup'], mailers });
    const sent = mailer.send(message('a'));
    await until(() => server.lines.includes('DATA'));
    await mailer.close();
    await server.idle();
    expect(taken(server)).toEqual(['a']);
    await sent;
    await server.close();
  });

  it('tells of every server when none works, each by its own settings', async () => {
    const mailers = await mailersWithoutServers();
    const given = message('a');
    const error = await rejection(mailers.get().send(given));
    await mailers.close();
    expect(error).toBeInstanceOf(MailSendError);
    expect(error).toMatchObject({
      outcome: 'refused',
      permanent: false,
      diagnosis: { key: 'spring.mail.port' },
    });
    expect((error as MailSendError).message).toContain('spring.mail.port');
    expect((error as MailSendError).message).toContain('nest.mail.mailers.backup.port');
    expect([...(error as MailSendError).failures.keys()]).toEqual([given]);
  });

  it('works for transports of code, too', async () => {
    const [port = 0] = await freePorts(1);
    const server = await scriptedServer();
    const transport = failover([
      createTransport({ host: '127.0.0.1', port }),
      createTransport({ host: '127.0.0.1', port: server.port }),
    ]);
    const mailers = mailersFor({ transport });
    await mailers.get().send(message('a'));
    expect(taken(server)).toEqual(['a']);
    await mailers.close();
    await transport.close();
    await server.close();
  });

  it('names a mailer that is not configured, and a mailer that stands in for itself', () => {
    const yaml = [
      'spring.mail.host: localhost',
      'nest.mail.failover: [backup, main]',
      'nest.mail.mailers.backup.host: localhost',
      'nest.mail.mailers.backup.failover: backup',
    ].join('\n');
    expect(faultsOf(yaml).map(({ key, value }) => [key, value])).toEqual([
      ['nest.mail.failover[1]', 'main'],
      ['nest.mail.mailers.backup.failover', 'backup'],
    ]);
  });
});

describe('by turns', () => {
  it('mailers send as often as their weights say', async () => {
    await withTwo(
      {},
      async ({ mailers, first, second }) => {
        for (const subject of ['1', '2', '3', '4', '5', '6']) await mailers.get().send(message(subject));
        expect([taken(first).length, taken(second).length]).toEqual([4, 2]);
      },
      { roundRobin: ['backup'], weight: 2 },
    );
  });

  it('one that fails is left out', async () => {
    const [port = 0] = await freePorts(1);
    const server = await scriptedServer();
    const transport = roundRobin([
      { transport: createTransport({ host: '127.0.0.1', port }) },
      { transport: createTransport({ host: '127.0.0.1', port: server.port }) },
    ]);
    const mailers = mailersFor({ transport });
    for (const subject of ['1', '2', '3']) await mailers.get().send(message(subject));
    expect(taken(server)).toEqual(['1', '2', '3']);
    await mailers.close();
    await transport.close();
    await server.close();
  });
});
