import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { MailSendError } from '../../../lib/errors/mail-send.error.js';
import type { MailMessage } from '../../../lib/message/message.js';
import { createMailer } from '../../../lib/module/create-mailers.js';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';
import { NodemailerTransport } from '../../../lib/transport/nodemailer.transport.js';
import { Mailer } from '../../../lib/delivery/mailer.js';
import { scriptedServer, silence } from '../../support/scripted-server.js';
import type { Stage } from '../../support/scripted/script.js';
import { message, rejection, taken, withServer } from '../../support/with-server.js';

const three = ['one', 'two', 'three'].map((subject) => message(subject));

describe('nest.mail.rate-limit', () => {
  it('holds over single mails and batches together, and the mails beyond it wait', () =>
    withServer(
      { extensions: ['PIPELINING', 'CHUNKING'] },
      { rateLimit: { messages: 4, interval: '1h' } },
      async ({ mailer, server }) => {
        await mailer.send(three);
        await mailer.send(message('single'));
        const waiting = [three, ...three].map((what) => rejection(mailer.send(what, { timeout: 300 })));
        expect(await Promise.all(waiting)).toEqual(
          waiting.map(() => expect.objectContaining({ outcome: 'refused' })),
        );
        expect(taken(server)).toEqual(['one', 'two', 'three', 'single']);
        expect(server.lines.filter((line) => line.startsWith('MAIL'))).toHaveLength(4);
      },
    ));
});

describe('the time limit of a send', () => {
  const stages: readonly (readonly [Stage, string, number])[] = [
    ['GREETING', 'refused', 0],
    ['RCPT', 'refused', 0],
    ['MESSAGE', 'unknown', 1],
  ];

  it.each(stages)('that ends at %s leaves a mail %s', (stage, outcome, copies) =>
    withServer({ on: { [stage]: silence } }, {}, async ({ mailer, server }) => {
      const error = await rejection(mailer.send(message('x'), { timeout: 300 }));
      expect(error).toMatchObject({ name: 'MailSendError', outcome, diagnosis: { cause: 'send-timeout' } });
      expect(server.mails).toHaveLength(copies);
    }),
  );

  it('can be set for all mails, and is named then', () =>
    withServer({ on: { MAIL: silence } }, { sendTimeout: '300ms' }, async ({ mailer }) => {
      for (const what of [message('x'), three]) {
        const error = await rejection(mailer.send(what));
        expect(error).toMatchObject({ message: expect.stringContaining('nest.mail.sendTimeout') });
      }
    }));

  it('is that of a whole batch, whose mails say what is certain', () => {
    const MESSAGE = ({ count }: { count: number }) => (count === 2 ? silence : undefined);
    return withServer({ on: { MESSAGE } }, {}, async ({ mailer, server }) => {
      const error = await rejection(mailer.send(three, { timeout: 500 }));
      expect(error).toBeInstanceOf(MailSendError);
      const { failures, receipts } = error as MailSendError;
      expect(receipts).toHaveLength(1);
      expect(Array.from(failures.values(), (failure) => (failure as MailSendError).outcome)).toEqual([
        'unknown',
        'refused',
      ]);
      expect(taken(server)).toEqual(['one']);
    });
  });

  it('ends a long batch that waits for a connection, and each of many that are sent one by one', () =>
    withServer({ on: { GREETING: silence } }, {}, async ({ mailer }) => {
      const batch = Array.from({ length: 200 }, (_, index) => message(`${index}`));
      await expect(mailer.send(batch, { timeout: 300 })).rejects.toMatchObject({ outcome: 'refused' });
      for await (const { error } of mailer.sendEach(three, { timeout: 300 })) {
        expect(error).toMatchObject({ diagnosis: { cause: 'send-timeout' } });
      }
    }));

  it('ends a look at the connection', () =>
    withServer({ on: { EHLO: silence } }, {}, async ({ mailer }) => {
      await expect(mailer.testConnection({ timeout: 300 })).rejects.toMatchObject({
        diagnosis: { cause: 'send-timeout' },
      });
    }));

  it('ends a plugin that takes too long', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      const late: (() => void)[] = [];
      mailer.transporter?.use('compile', (_mail, done) => late.push(done));
      const sent = rejection(mailer.send(message('x'), { timeout: 300 }));
      while (late.length === 0) await new Promise(setImmediate);
      setTimeout(() => late.forEach((done) => done()), 400);
      await expect(sent).resolves.toMatchObject({ outcome: 'refused' });
      expect(server.mails).toEqual([]);
    }));

  const never = (): Promise<never> => new Promise(() => undefined);
  it.each<[what: string, settings: MailModuleOptions]>([
    ['an interceptor', { interceptors: [never] }],
    ['a suppression list', { suppression: { suppressed: never, suppress: () => undefined } }],
    ['a seal', { seal: { seal: never } }],
  ])('ends %s that takes too long, and so does a signal', async (_what, settings) => {
    const server = await scriptedServer();
    const mailer = createMailer({ host: '127.0.0.1', port: server.port, ...settings });
    const signal = AbortSignal.timeout(100);
    const ends = [
      mailer.send(message('x'), { timeout: 100 }),
      mailer.send(three, { timeout: 100 }),
      mailer.send(message('x'), { signal }),
      mailer.send(three, { signal }),
    ].map((sent) => Promise.race([rejection(sent), pause(2000)]));
    expect(await Promise.all(ends)).toEqual(
      ends.map(() =>
        expect.objectContaining({ name: expect.stringMatching(/^Mail(?:Send|Preparation)Error$/) }),
      ),
    );
    expect(server.sessions).toHaveLength(0);
    await mailer.close();
    await server.close();
  });

  it('is one for what prepares a message and for the mail server', async () => {
    const server = await scriptedServer({ on: { MAIL: silence } });
    const interceptors = [async (given: MailMessage) => pause(200, given)];
    const mailer = createMailer({ host: '127.0.0.1', port: server.port, interceptors });
    const started = performance.now();
    await Promise.all(
      [message('x'), [message('y')]].map((what) => rejection(mailer.send(what, { timeout: 400 }))),
    );
    expect(performance.now() - started).toBeLessThan(550);
    await mailer.close();
    await server.close();
  });

  it("holds for a transport of nodemailer's", async () => {
    const server = await scriptedServer({ on: { MAIL: silence } });
    const transport = new NodemailerTransport(createTransport({ host: '127.0.0.1', port: server.port }));
    const mailer = new Mailer({ name: 'x', defaults: {} }, transport);
    for (const what of [message('x'), three]) {
      const error = await rejection(mailer.send(what, { timeout: 300 }));
      expect(error).toMatchObject({ name: 'MailSendError', outcome: 'unknown' });
    }
    await mailer.close();
    await server.close();
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])(
    'is refused when it is %s, before the network',
    (timeout) =>
      withServer({}, {}, async ({ mailer, server }) => {
        await expect(mailer.send(message('x'), { timeout })).rejects.toMatchObject({ field: 'timeout' });
        await expect(mailer.testConnection({ timeout })).rejects.toMatchObject({ field: 'timeout' });
        expect(server.sessions).toHaveLength(0);
      }),
  );
});
