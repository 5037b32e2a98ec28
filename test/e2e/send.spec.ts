import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Inject, Injectable, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  MailConfigError,
  MailModule,
  type MailModuleOptions,
  MailParseError,
  MailSendError,
  MailService,
  type MailMessage,
} from 'nestjs-spring-mail';
import PostalMime from 'postal-mime';
import { catchMail, type SmtpCatcher } from '../support/smtp-catcher.js';

const message = {
  from: 'no-reply@gmail.com',
  to: 'kdevkr@gmail.com',
  subject: 'Hi',
  text: '\u{1F44B}',
} satisfies MailMessage;

let server: SmtpCatcher;
let app: TestingModule | undefined;

beforeEach(async () => {
  server = await catchMail();
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  await server.close();
});

async function start(
  options: MailModuleOptions = { host: '127.0.0.1', port: server.port },
): Promise<MailService> {
  app = await Test.createTestingModule({ imports: [MailModule.forRoot(options)] }).compile();
  await app.init();
  return app.get(MailService);
}

describe('an injected MailService', () => {
  it('sends a simple message that arrives byte for byte', async () => {
    const mail = await start();
    const receipt = await mail.send(message);
    const [caught] = server.mails;
    expect(caught).toMatchObject({ from: 'no-reply@gmail.com', to: ['kdevkr@gmail.com'] });
    const parsed = await PostalMime.parse(caught!.raw);
    expect(parsed.from).toMatchObject({ address: 'no-reply@gmail.com' });
    expect(parsed.to).toMatchObject([{ address: 'kdevkr@gmail.com' }]);
    expect(parsed.subject).toBe('Hi');
    expect(parsed.text).toBe('👋');
    expect(receipt).toMatchObject({
      messageId: parsed.messageId,
      accepted: ['kdevkr@gmail.com'],
      refused: [],
    });
    expect(receipt.response).toMatch(/^250 /u);
  });

  it('sends HTML, attachments and inline images as they were given', async () => {
    const mail = await start();
    const bytes = Buffer.from([0, 255, 13, 10, 46, 10]);
    await mail.send({
      ...message,
      html: '<p>안녕 <img src="cid:logo"></p>',
      attachments: [{ filename: '보고서.pdf', content: bytes }],
      inline: [{ cid: 'logo', content: bytes, contentType: 'image/png' }],
      headers: { 'X-App': 'one' },
    });
    const parsed = await PostalMime.parse(server.mails[0]!.raw);
    expect(parsed.html?.trim()).toBe('<p>안녕 <img src="cid:logo"></p>');
    expect(
      parsed.attachments.map(({ filename, mimeType, content }) => [
        filename,
        mimeType,
        Buffer.from(content as ArrayBuffer),
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['보고서.pdf', 'application/pdf', bytes],
        ['logo', 'image/png', bytes],
      ]),
    );
    expect(parsed.headers).toContainEqual(expect.objectContaining({ key: 'x-app', value: 'one' }));
  });

  it('sends many messages over one connection, in order, and returns their receipts', async () => {
    const mail = await start();
    const receipts = await mail.send(['a', 'b', 'c'].map((subject) => ({ ...message, subject })));
    expect(server.mails.map(({ raw }) => /^Subject: (.*)$/mu.exec(raw)?.[1])).toEqual(['a', 'b', 'c']);
    expect(receipts).toHaveLength(3);
    expect(server.connections).toBe(1);
  });

  it('sends nothing of a batch in which one message is not valid', async () => {
    const mail = await start();
    const batch = [message, { ...message, to: 'a@x.org, b@x.org' }];
    await expect(mail.send(batch)).rejects.toThrow(
      expect.objectContaining({ name: 'MailParseError', field: 'messages[1].to' }),
    );
    expect(server.connections).toBe(0);
  });

  it('says which message of a batch a file is missing for', async () => {
    const mail = await start({ host: '127.0.0.1', port: server.port, attachments: { roots: ['.'] } });
    const broken = { ...message, attachments: [{ path: 'gone.pdf' }] };
    await expect(mail.send([message, broken])).rejects.toThrow(
      /^messages\[1\]: The mail was not sent: the file that attachments\[0\]\.path names cannot be read \(ENOENT\)\./u,
    );
    expect(server.mails).toEqual([]);
  });

  it('refuses a message without recipient before the network', async () => {
    const mail = await start();
    const { to: _to, ...nobody } = message;
    await expect(mail.send(nobody)).rejects.toThrow(MailParseError);
    expect(server.connections).toBe(0);
  });

  it('keeps the transporter of nodemailer in reach, for plugins', async () => {
    const mail = await start();
    mail.transporter?.use('compile', ({ data }, done) => {
      data.subject = `[test] ${data.subject}`;
      done();
    });
    await mail.send(message);
    expect(server.mails[0]!.raw).toContain('Subject: [test] Hi');
  });

  it('tells which key to change when nothing listens', async () => {
    const mail = await start();
    await server.close();
    const failure = mail.send(message);
    await expect(failure).rejects.toThrow(MailSendError);
    await expect(failure).rejects.toThrow(/spring\.mail\.port \(MailModule\.forRoot\)/u);
    await expect(failure).rejects.toMatchObject({ outcome: 'refused', permanent: false });
  });
});

describe('the boot', () => {
  it('makes one connection for test-connection, and stops when it fails', async () => {
    await start({ host: '127.0.0.1', port: server.port, testConnection: true });
    expect(server.connections).toBe(1);
    await app?.close();
    await server.close();
    await expect(start({ host: '127.0.0.1', port: server.port, testConnection: true })).rejects.toThrow(
      /^No mail can be sent: nothing listens .* "npx nestjs-spring-mail preview" takes mails there/u,
    );
  });

  it('opens no connection without test-connection', async () => {
    await start();
    expect(server.connections).toBe(0);
  });

  it('stops with every faulty key at once, and shows no secret', async () => {
    const failure = start({
      host: 'smtp://mail.example.org:25',
      port: 70_000,
      username: 'ann',
      password: 'hunter2',
      protocol: 'smtp',
      properties: { 'mail.smtp.timeout': 'soon' },
    });
    await expect(failure).rejects.toThrow(MailConfigError);
    await expect(failure).rejects.toThrow(
      /spring\.mail\.host[^]*spring\.mail\.port|spring\.mail\.port[^]*spring\.mail\.host/u,
    );
    await expect(failure).rejects.toThrow(/mail\.smtp\.timeout/u);
    await expect(failure).rejects.not.toThrow(/hunter2/u);
  });
});

describe('MailModule without forRoot', () => {
  it.each<[string, (typeof MailModule)[]]>([
    ['alone', []],
    ['in another module beside it', [MailModule]],
  ])('stops the boot and says what to write, %s', async (_what, others) => {
    @Module({ imports: others })
    class Feature {}
    const imports = [
      ...(others.length > 0 ? [MailModule.forRoot({ host: '127.0.0.1' })] : [MailModule]),
      Feature,
    ];
    await expect(Test.createTestingModule({ imports }).compile()).rejects.toThrow(
      /MailModule is imported without forRoot\(\)\. Write MailModule\.forRoot\(\) once/u,
    );
  });
});

describe('forRootAsync', () => {
  @Injectable()
  class Settings {
    createMailOptions(): MailModuleOptions {
      return { host: '127.0.0.1', port: server.port };
    }
  }

  @Module({ providers: [Settings], exports: [Settings] })
  class SettingsModule {}

  it.each<[string, () => Parameters<typeof MailModule.forRootAsync>[0]]>([
    [
      'useFactory',
      () => ({
        imports: [SettingsModule],
        inject: [Settings],
        useFactory: (settings: Settings) => settings.createMailOptions(),
      }),
    ],
    ['useClass', () => ({ useClass: Settings })],
    ['useExisting', () => ({ imports: [SettingsModule], useExisting: Settings })],
  ])('takes its options from %s', async (_how, options) => {
    app = await Test.createTestingModule({ imports: [MailModule.forRootAsync(options())] }).compile();
    await app.get(MailService).send(message);
    expect(server.mails).toHaveLength(1);
  });
});

describe('two modules in one process', () => {
  it('stay apart', async () => {
    const other = await catchMail();
    @Injectable()
    class First {
      constructor(@Inject(MailService) readonly mail: MailService) {}
    }
    @Injectable()
    class Second {
      constructor(@Inject(MailService) readonly mail: MailService) {}
    }
    const isolated = (port: number) => MailModule.forRoot({ host: '127.0.0.1', port, isGlobal: false });
    @Module({ imports: [isolated(server.port)], providers: [First] })
    class FirstModule {}
    @Module({ imports: [isolated(other.port)], providers: [Second] })
    class SecondModule {}
    app = await Test.createTestingModule({ imports: [FirstModule, SecondModule] }).compile();
    await app.get(First, { strict: false }).mail.send({ ...message, subject: 'one' });
    await app.get(Second, { strict: false }).mail.send({ ...message, subject: 'two' });
    expect(server.mails.map(({ raw }) => raw.includes('Subject: one'))).toEqual([true]);
    expect(other.mails.map(({ raw }) => raw.includes('Subject: two'))).toEqual([true]);
    await app.close();
    await other.close();
  });
});
