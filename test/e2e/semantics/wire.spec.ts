import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { MailPreparationError } from '../../../lib/errors/mail-preparation.error.js';
import { MailSendError } from '../../../lib/errors/mail-send.error.js';
import { faultsOf } from '../../support/faults.js';
import { mailerFor } from '../../support/mailer-for.js';
import { scriptedServer, silence } from '../../support/scripted-server.js';
import { message, rejection, taken, withServer } from '../../support/with-server.js';

const three = ['one', 'two', 'three'].map((subject) => message(subject));

describe('a setting on the wire', () => {
  it.each([
    ['mail.smtp.from', 'bounces@a.example', 'MAIL FROM:<bounces@a.example> SIZE='],
    ['mail.smtp.localhost', 'app.a.example', 'EHLO app.a.example'],
    ['mail.smtp.dsn.ret', 'HDRS', ' RET=HDRS'],
    ['mail.smtp.dsn.notify', 'SUCCESS,FAILURE', 'RCPT TO:<bob@b.example> NOTIFY=SUCCESS,FAILURE'],
    ['mail.smtp.submitter', 'ann@a.example', ' AUTH=ann@a.example'],
    ['mail.smtp.mailextension', 'X-TAG=7', ' X-TAG=7'],
  ])('%s does what it says', (key, value, sent) =>
    withServer(
      { extensions: ['SIZE 100000', 'DSN', 'AUTH PLAIN'] },
      { properties: { [key]: value } },
      async ({ mailer, server }) => {
        await mailer.send(message('x'));
        expect(server.lines).toContainEqual(expect.stringContaining(sent));
        expect(server.mails[0]?.content.toString()).toMatch(/^From: ann@a\.example\r$/mu);
      },
    ),
  );

  it.each([
    [true, true],
    [false, false],
  ])('mail.smtp.quitwait: %s waits for the reply to QUIT: %s', (wait, isAnswered) => {
    let answered = false;
    const QUIT = async (): Promise<undefined> => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      answered = true;
    };
    const properties = { 'mail.smtp.quitwait': wait };
    return withServer({ on: { QUIT } }, { properties }, async ({ mailer, server }) => {
      await mailer.send(message('x'));
      await mailer.close();
      expect(answered).toBe(isAnswered);
      await server.idle();
      expect(server.lines.at(-1)).toBe('QUIT');
    });
  });

  it.each([
    ['without it', {}, true],
    ['above 0', { 'mail.smtp.chunksize': 65_536 }, true],
    ['0', { 'mail.smtp.chunksize': 0 }, false],
    ['-1', { 'mail.smtp.chunksize': -1 }, false],
  ])('mail.smtp.chunksize says whether mails go by BDAT: %s', (_value, properties, chunked) =>
    withServer({ extensions: ['PIPELINING', 'CHUNKING'] }, { properties }, async ({ mailer, server }) => {
      await mailer.send(message('one'));
      await mailer.send(message('two'));
      expect(server.mails.map((mail) => mail.chunked)).toEqual([chunked, chunked]);
    }),
  );

  it('that the server knows nothing of is left out', () => {
    const properties = {
      'mail.smtp.dsn.ret': 'FULL',
      'mail.smtp.dsn.notify': 'NEVER',
      'mail.smtp.submitter': 'a@b.example',
    };
    return withServer({}, { properties }, async ({ mailer, server }) => {
      await mailer.send(message('x'));
      expect(server.lines.slice(1, 3)).toEqual(['MAIL FROM:<ann@a.example>', 'RCPT TO:<bob@b.example>']);
    });
  });

  it('such as a host and port alone is enough (C25, C26)', () =>
    withServer({}, {}, async ({ mailer }) => {
      await expect(mailer.send(message('x'))).resolves.toMatchObject({ accepted: ['bob@b.example'] });
    }));

  it('that is no time stops the boot, also of mail.smtp.timeout (C54)', () => {
    const properties = { 'mail.smtp.timeout': 'soon' };
    expect(faultsOf(() => mailerFor({ host: '127.0.0.1', properties }))).toMatchObject([
      { key: 'spring.mail.properties.mail.smtp.timeout' },
    ]);
  });

  it('of mail.smtp has no effect with protocol smtps, which is said (C55)', () => {
    const properties = { 'mail.smtp.timeout': '5s' };
    expect(
      faultsOf(() => mailerFor({ host: 'mail.example.test', protocol: 'smtps', properties })),
    ).toMatchObject([
      {
        key: 'spring.mail.properties.mail.smtp.timeout',
        advice: expect.stringContaining('mail.smtps.timeout'),
      },
    ]);
  });

  it.each(['mail.smtp.connectiontimeout', 'mail.smtp.timeout', 'mail.smtp.writetimeout'])(
    '%s: 0 means without limit, and not at once',
    (key) =>
      withServer({}, { properties: { [key]: 0 } }, async ({ mailer, server }) => {
        await mailer.send(message('x'));
        expect(taken(server)).toEqual(['x']);
      }),
  );

  it('mail.smtp.timeout is how long the greeting may take, as any reply may (C36)', () => {
    const greeting = (): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, 400, undefined));
    const properties = { 'mail.smtp.connectiontimeout': '200ms', 'mail.smtp.timeout': '10s' };
    return withServer({ on: { GREETING: greeting } }, { properties }, async ({ mailer, server }) => {
      await mailer.send(message('x'));
      expect(taken(server)).toEqual(['x']);
    });
  });
});

describe('a signal', () => {
  it.each([
    ['by AbortController', () => AbortSignal.abort(), 'its signal gave it up'],
    ['for a reason', () => AbortSignal.abort(new Error('the user left')), 'the user left'],
  ])('that was given before, %s, sends nothing', (_how, signal, why) =>
    withServer({}, {}, async ({ mailer, server }) => {
      for (const what of [message('x'), three]) {
        const error = await rejection(mailer.send(what, { signal: signal() }));
        expect(error).toMatchObject({ name: 'MailSendError', outcome: 'refused' });
        expect(error).toMatchObject({ message: expect.stringContaining(why) });
      }
      expect(server.mails).toEqual([]);
    }),
  );

  it.each([
    ['while the connection is made', 'GREETING', 'refused', 0],
    ['before the content', 'RCPT', 'refused', 0],
    ['after the content', 'MESSAGE', 'unknown', 1],
  ] as const)('that is given %s is told what is certain', (_when, stage, outcome, copies) => {
    const controller = new AbortController();
    const on = { [stage]: giveUp(controller) };
    return withServer({ on }, {}, async ({ mailer, server }) => {
      const error = await rejection(mailer.send(message('x'), { signal: controller.signal }));
      expect(error).toMatchObject({ name: 'MailSendError', outcome });
      expect(error).toMatchObject({ message: expect.stringContaining('its signal gave it up') });
      expect(server.mails).toHaveLength(copies);
    });
  });

  it('that is given in the middle of a batch says of each mail what is certain', () => {
    const controller = new AbortController();
    const on = { MESSAGE: [undefined, undefined] as const };
    const stop = giveUp(controller);
    const MESSAGE = ({ count }: { count: number }) => (count === 2 ? stop() : undefined);
    return withServer({ on: { ...on, MESSAGE } }, {}, async ({ mailer, server }) => {
      const error = await rejection(mailer.send(three, { signal: controller.signal }));
      expect(error).toBeInstanceOf(MailSendError);
      const { failures, receipts, outcome } = error as MailSendError;
      expect(outcome).toBe('unknown');
      expect(receipts).toHaveLength(1);
      expect(Array.from(failures.values(), (failure) => (failure as MailSendError).outcome)).toEqual([
        'unknown',
        'refused',
      ]);
      expect(taken(server)).toEqual(['one']);
    });
  });
});

describe('close', () => {
  it('lets a batch that was begun come to its end', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      const batch = Array.from({ length: 40 }, (_, index) => message(`${index}`));
      const sent = mailer.send(batch);
      await expect(mailer.close()).resolves.toBe(0);
      await expect(sent).resolves.toHaveLength(40);
      expect(taken(server)).toEqual(batch.map(({ subject }) => subject));
    }));

  it('takes no more messages, and says so', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      await mailer.send(message('before'));
      await mailer.close();
      for (const what of [message('after'), three]) {
        const error = await rejection(mailer.send(what));
        expect(error).toMatchObject({ name: 'MailSendError', outcome: 'refused' });
        expect(error).toMatchObject({ message: expect.stringContaining('the mailer is closed') });
      }
      expect(taken(server)).toEqual(['before']);
    }));

  it('can be called again', () =>
    withServer({}, {}, async ({ mailer }) => {
      await mailer.send(message('x'));
      await expect(Promise.all([mailer.close(), mailer.close()])).resolves.toEqual([0, 0]);
    }));
});

describe('a large batch', () => {
  it('goes over one connection, once each, in order, and composes no further ahead than it must', () =>
    withServer({ extensions: ['PIPELINING', 'CHUNKING'] }, {}, async ({ mailer, server }) => {
      const batch = Array.from({ length: 10_000 }, (_, index) => message(`${index}`));
      const receipts = await mailer.send(batch);
      expect(receipts).toHaveLength(10_000);
      expect(server.sessions).toHaveLength(1);
      expect(taken(server)).toEqual(batch.map(({ subject }) => subject));
    }));
});

describe('a process', () => {
  const main = 'dist/esm/index.js';
  const run = promisify(execFile);

  it.each([
    ['that closes', 'await app.close();'],
    ['that does not close, with a connection that is idle', ''],
  ])('%s ends by itself', async (_how, ending) => {
    expect(existsSync(main)).toBe(true);
    const server = await scriptedServer();
    const script = `
      import 'reflect-metadata';
      import { NestFactory } from '@nestjs/core';
      import { MailModule, MailService } from './${main}';
      const root = { module: class {}, imports: [MailModule.forRoot({ host: '127.0.0.1', port: ${server.port} })] };
      const app = await NestFactory.createApplicationContext(root, { logger: false });
      const receipt = await app.get(MailService).send(${JSON.stringify(message('x'))});
      console.log(receipt.response);
      ${ending}
    `;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 10_000,
    });
    expect(stdout.trim()).toBe('250 2.0.0 Ok: queued as 1-1');
    await server.close();
  });

  it.each(['sendEach', 'enqueueAll'])(
    'hears from %s of a source that throws, and does not end by that while it looks at a result',
    async (method) => {
      const script = `
        import { createMailer } from './${main}';
        import { setTimeout as pause } from 'node:timers/promises';
        const message = { from: 'a@x.test', to: 'b@x.test', subject: 'x', text: 'x' };
        const send = async ({ messageId, envelope }) => ({ messageId, envelope, accepted: [], refused: [], response: '' });
        const mailer = createMailer({ transport: { send, sendAll: send, verify: send, close: async () => 0 } });
        async function* broken(count) {
          for (let left = count; left > 0; left--) yield message;
          throw new Error('broken');
        }
        for (let count = 0; count < 20; count++) {
          try {
            for await (const result of mailer.${method}(broken(count))) await pause(5);
          } catch (error) {
            process.stdout.write(error.message[0]);
          }
        }
        await mailer.close();
      `;
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
      expect(stdout).toBe('b'.repeat(20));
    },
  );
});

describe('a plugin', () => {
  it.each([
    ['one mail', [message('one')]],
    ['a batch, in order and over one connection', three],
  ])('is asked for %s', (_what, messages) =>
    withServer({}, {}, async ({ mailer, server }) => {
      // The first takes longest: the others must not overtake it.
      let delay = 30;
      mailer.transporter?.use('compile', ({ data }, done) => {
        data.subject = `[test] ${data.subject}`;
        setTimeout(done, (delay -= 10));
      });
      mailer.transporter?.use('stream', ({ message: mail }, done) => {
        mail.setHeader('X-Plugin', 'stream');
        done();
      });
      const receipts = await mailer.send(messages);
      expect(receipts).toHaveLength(messages.length);
      expect(taken(server)).toEqual(messages.map(({ subject }) => `[test] ${subject}`));
      expect(server.sessions).toHaveLength(1);
      expect(server.mails.map(({ content }) => content.toString())).toEqual(
        messages.map(() => expect.stringContaining('X-Plugin: stream')),
      );
    }),
  );

  it('sees what those before it have changed, and finds the message whole when it is sent', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      const seen: unknown[] = [];
      mailer.transporter?.use('compile', (mail, done) => {
        mail.data.subject = `[a] ${mail.data.subject}`;
        setImmediate(done);
        seen.push(mail);
      });
      mailer.transporter?.use('compile', ({ data }, done) => {
        data.headers = { 'X-Subject': data.subject ?? '' };
        data.subject = `[b] ${data.subject}`;
        done();
      });
      await mailer.send(message('one'));
      expect(taken(server)).toEqual(['[b] [a] one']);
      expect(server.mails[0]?.content.toString()).toContain('X-Subject: [a] one');
      expect(seen).toEqual([
        expect.objectContaining({
          data: expect.objectContaining({ subject: '[b] [a] one', text: expect.any(String) }),
        }),
      ]);
    }));

  it('can sign', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      const { privateKey } = generateKeyPairSync('rsa', {
        modulusLength: 1024,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      });
      mailer.transporter?.use('compile', ({ data }, done) => {
        data.dkim = { domainName: 'a.example', keySelector: 's1', privateKey };
        done();
      });
      await mailer.send(message('signed'));
      expect(server.mails[0]?.content.toString()).toMatch(
        /^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/relaxed; d=a\.example;/u,
      );
    }));

  it.each([
    ['calls back with an error', (error: Error, done: (error?: Error) => void) => done(error)],
    [
      'throws',
      (error: Error) => {
        throw error;
      },
    ],
  ] as const)('that %s fails its mail before the network, and no other', (_how, fail) =>
    withServer({}, {}, async ({ mailer, server }) => {
      const cause = new Error('no stamp left');
      mailer.transporter?.use('compile', ({ data }, done) =>
        data.subject === 'two' ? fail(cause, done) : done(),
      );
      const error = await rejection(mailer.send(three[1]!));
      expect(error).toBeInstanceOf(MailPreparationError);
      expect(error).toMatchObject({ cause });
      const batch = await rejection(mailer.send(three));
      expect(batch).toMatchObject({ name: 'MailSendError', outcome: 'refused' });
      expect([...(batch as MailSendError).failures.keys()]).toEqual([three[1]]);
      expect(taken(server)).toEqual(['one', 'three']);
    }),
  );

  it('keeps the outcome of what the server says', () =>
    withServer({ on: { RCPT: '550 5.1.1 no such user' } }, {}, async ({ mailer }) => {
      mailer.transporter?.use('compile', (_mail, done) => done());
      const error = await rejection(mailer.send(message('x')));
      expect(error).toMatchObject({
        outcome: 'refused',
        permanent: true,
        refusals: [{ address: 'bob@b.example' }],
      });
    }));

  it('does not hide that the end of a mail is not known', () =>
    withServer(
      { on: { MESSAGE: silence } },
      { properties: { 'mail.smtp.timeout': '200ms' } },
      async ({ mailer }) => {
        mailer.transporter?.use('compile', (_mail, done) => done());
        await expect(mailer.send(message('x'))).rejects.toMatchObject({ outcome: 'unknown' });
      },
    ));
});

describe("nodemailer's transporter", () => {
  it('sends by itself, over the same connections, and tells what nodemailer tells (C11)', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      await mailer.send(message('before'));
      const info = await mailer.transporter?.sendMail({ from: 'a@a.example', to: 'b@b.example', text: 'hi' });
      expect(info).toMatchObject({
        accepted: ['b@b.example'],
        rejected: [],
        envelope: { from: 'a@a.example', to: ['b@b.example'] },
        messageId: expect.stringMatching(/^<.+@a\.example>$/u),
        response: '250 2.0.0 Ok: queued as 1-2',
      });
      expect(server.sessions).toHaveLength(1);
    }));

  it('verifies, by promise and by callback', () =>
    withServer({}, {}, async ({ mailer }) => {
      await expect(mailer.transporter?.verify()).resolves.toBe(true);
      const answer = await new Promise((resolve) => mailer.transporter?.verify((...args) => resolve(args)));
      expect(answer).toEqual([null, true]);
    }));

  it('can be closed without harm to the mailer', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      mailer.transporter?.close();
      await mailer.send(message('x'));
      expect(taken(server)).toEqual(['x']);
    }));
});

/** Gives a signal when the server has come to a stage, and never answers. */
function giveUp(controller: AbortController): () => typeof silence {
  return () => {
    setImmediate(() => controller.abort());
    return silence;
  };
}
