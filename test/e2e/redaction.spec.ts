import 'reflect-metadata';
import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  InjectMailer,
  type Mailer,
  MailModule,
  type MailModuleOptions,
  MailService,
} from 'nestjs-spring-mail';
import { MAIL_CONFIG, MAILERS } from '../../lib/module/tokens.js';
import { rejection } from '../support/with-server.js';
import { type ScriptedServer, scriptedServer } from '../support/scripted-server.js';

const password = 's3cret-pässword';
const body = 'what Ann told Bob in confidence';
const message = {
  from: 'ann@a.example',
  to: 'bob@b.example',
  subject: 'subjects may be told',
  text: body,
  html: `<p>${body}</p>`,
  attachments: [{ filename: 'a.txt', content: Buffer.from(body) }],
};
const { privateKey } = generateKeyPairSync('ed25519');
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const keyLine = pem.split('\n')[1] ?? pem;

/** In every form that a print could show them in. */
const secrets = [password, body, keyLine, 'pr0xy-password', 's3cret-of-client', 'refresh-t0ken'].flatMap(
  (secret) => [
    secret,
    Buffer.from(secret).toString('base64').replace(/=+$/u, ''),
    Buffer.from(secret).toString('hex').replaceAll(/(..)/gu, '$1 ').trim().slice(0, 40),
  ],
);

/** Everything that a log, a debugger or an error tracker could make of a value. */
function prints(value: unknown): string {
  const shown = [
    inspect(value, {
      depth: 20,
      showHidden: true,
      maxArrayLength: null,
      maxStringLength: null,
    }),
    inspect(value),
    String(value),
    value instanceof Error ? (value.stack ?? '') : '',
  ];
  return [...shown, json(value)].join('\n');
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    // A print of something that refers to itself shows nothing.
    return '';
  }
}

function secretsIn(value: unknown): string[] {
  const text = prints(value);
  return secrets.filter((secret) => text.includes(secret));
}

describe('no print shows a password, a token, a key or a body', () => {
  let server: ScriptedServer;
  let app: TestingModule | undefined;
  const lines: unknown[] = [];
  const logger: LoggerService = {
    log: (...args: unknown[]) => void lines.push(args),
    warn: (...args: unknown[]) => void lines.push(args),
    error: (...args: unknown[]) => void lines.push(args),
    debug: (...args: unknown[]) => void lines.push(args),
  };

  beforeEach(() => {
    lines.length = 0;
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    await server.close();
  });

  async function start(
    script: Parameters<typeof scriptedServer>[0],
    options: MailModuleOptions = {},
  ): Promise<MailService> {
    server = await scriptedServer({ users: { ann: password }, ...script });
    const settings: MailModuleOptions = {
      host: '127.0.0.1',
      port: server.port,
      username: 'ann',
      password,
      dkim: { domain: 'a.example', selector: 's', privateKey: pem },
      ...options,
    };
    app = await Test.createTestingModule({ imports: [MailModule.forRoot(settings)] })
      .setLogger(logger)
      .compile();
    await app.init();
    return app.get(MailService);
  }

  it('but it would be seen here', async () => {
    server = await scriptedServer();
    expect(secretsIn({ deep: [{ password }] })).toContain(password);
    expect(secretsIn({ body: Buffer.from(body) })).not.toEqual([]);
  });

  it('of the service, its mailers, their settings and the transporter, before and after a mail', async () => {
    const mail = await start(
      {},
      {
        mailers: {
          proxied: {
            host: 'localhost',
            port: 2525,
            properties: {
              'mail.smtp.proxy.host': 'proxy.example',
              'mail.smtp.proxy.user': 'ann',
              'mail.smtp.proxy.password': 'pr0xy-password',
            },
          },
          oauth: {
            preset: 'gmail',
            username: 'ann@gmail.com',
            oauth2: { clientId: 'app', clientSecret: 's3cret-of-client', refreshToken: 'refresh-t0ken' },
          },
        },
      },
    );
    const told: unknown[] = [];
    for (const event of ['sending', 'sent', 'failed'] as const)
      mail.on(event, (details) => void told.push(details));
    const everything = (): unknown[] => [
      mail,
      mail.transporter,
      mail.mailer('proxied'),
      mail.mailer('oauth'),
      app?.get(MAIL_CONFIG),
      app?.get(MAILERS),
      InjectMailer,
      lines,
      told,
    ];
    for (const one of everything()) expect(secretsIn(one)).toEqual([]);
    const receipt = await mail.send(message);
    expect(told.length).toBeGreaterThan(0);
    for (const one of [...everything(), receipt]) expect(secretsIn(one)).toEqual([]);
  });

  it.each<[string, Parameters<typeof scriptedServer>[0]]>([
    ['a sign-in that is refused', { on: { AUTH: '535 5.7.8 no' } }],
    [
      'a sign-in that is refused with the password in the reply',
      { on: { AUTH: `535 5.7.8 ${password} is wrong` } },
    ],
    ['a recipient that is refused', { on: { RCPT: '550 5.1.1 no' } }],
    ['content that is refused', { on: { MESSAGE: '554 5.7.1 no' } }],
    ['a line that dies', { on: { MESSAGE: '421 4.3.2 bye' } }],
  ])('of what %s leaves behind', async (_, script) => {
    const mail = await start(script);
    const told: unknown[] = [];
    mail.on('failed', (details) => void told.push(details));
    expect(secretsIn(await rejection(mail.send(message)))).toEqual([]);
    expect(secretsIn(await rejection(mail.send([message, message])))).toEqual([]);
    expect(told.length).toBeGreaterThan(0);
    for (const one of [told, lines, mail, server.lines.length]) expect(secretsIn(one)).toEqual([]);
  });

  it('of a transporter that a plugin is added to', async () => {
    const mail = await start({ on: { MESSAGE: '554 5.7.1 no' } });
    mail.transporter?.use('stream', (_, done) => done());
    expect(secretsIn(await rejection(mail.send(message)))).toEqual([]);
    expect(secretsIn(mail.transporter)).toEqual([]);
  });

  it.each<[string, object]>([
    ['an address that is not valid', { to: 'nobody' }],
    ['a file that is not allowed', { attachments: [{ path: '/etc/passwd' }] }],
    ['a text that is none', { text: { body } }],
    ['a header that is not valid', { headers: { 'X-A': `${body}\r\nBcc: evil@evil.test` } }],
    ['a calendar that is none', { calendar: { content: body } }],
    ['metadata that is not valid', { metadata: { k: { body } } }],
  ])('of a message that is refused for %s', async (_, change) => {
    const mail = await start({});
    expect(secretsIn(await rejection(mail.send({ ...message, ...change })))).toEqual([]);
    expect(secretsIn(await rejection(mail.send([{ ...message, ...change }])))).toEqual([]);
  });

  it('of mails that wait in the queue', async () => {
    const mail = await start({ on: { MAIL: '451 4.3.0 later' } });
    await mail.enqueue(message);
    const mailer: Mailer = mail.mailer('default');
    for (const one of [mailer, mailer.queue, mail, lines]) expect(secretsIn(one)).toEqual([]);
  });
});
