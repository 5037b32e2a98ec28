import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Inject, Injectable, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { MailModule, type MailSeal, MailService } from 'nestjs-spring-mail';
import {
  JavaMailSender,
  JavaMailSenderImpl,
  MailSender,
  MimeMessageHelper,
  SimpleMailMessage,
  SpringMailModule,
} from 'nestjs-spring-mail/spring';
import PostalMime from 'postal-mime';
import { catchMail, type SmtpCatcher } from '../../support/smtp-catcher.js';

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

const settings = () => ({ host: '127.0.0.1', port: server.port });

describe('an injected JavaMailSender', () => {
  it('sends the message of a test for Spring, line by line', async () => {
    app = await Test.createTestingModule({ imports: [SpringMailModule.forRoot(settings())] }).compile();
    const javaMailSender = app.get(JavaMailSender);

    const mimeMessage = new SimpleMailMessage();
    mimeMessage.setFrom('no-reply@gmail.com');
    mimeMessage.setTo('kdevkr@gmail.com');
    mimeMessage.setSubject('Hi');
    mimeMessage.setText('\uD83D\uDC4B');
    await expect(javaMailSender.send(mimeMessage)).resolves.toMatchObject({ accepted: ['kdevkr@gmail.com'] });

    expect(await PostalMime.parse(server.mails[0]!.raw)).toMatchObject({
      from: { address: 'no-reply@gmail.com' },
      to: [{ address: 'kdevkr@gmail.com' }],
      subject: 'Hi',
      text: '👋',
    });
  });

  it('is injected by its class, as is MailSender, and both are the same', async () => {
    @Injectable()
    class Orders {
      constructor(
        readonly mailSender: JavaMailSender,
        readonly simpleSender: MailSender,
      ) {}
    }
    @Module({ providers: [Orders] })
    class OrdersModule {}
    app = await Test.createTestingModule({
      imports: [SpringMailModule.forRoot(settings()), OrdersModule],
    }).compile();
    const { mailSender, simpleSender } = app.get(Orders, { strict: false });
    expect(mailSender).toBe(simpleSender);
    await mailSender.send((message) => {
      const helper = new MimeMessageHelper(message);
      helper.setFrom('no-reply@gmail.com');
      helper.setTo('kdevkr@gmail.com');
      helper.setText('x');
      expect(helper.getEncoding()).toBe('UTF-8');
    });
    expect(server.mails).toHaveLength(1);
  });

  it('sends by the MailModule that is there already', async () => {
    app = await Test.createTestingModule({
      imports: [MailModule.forRoot(settings()), SpringMailModule],
    }).compile();
    const message = new SimpleMailMessage();
    message.setFrom('no-reply@gmail.com');
    message.setTo('kdevkr@gmail.com');
    message.setText('x');
    await app.get(JavaMailSender).send(message);
    await app.get(MailService).send(message.toMailMessage());
    expect(server.mails).toHaveLength(2);
    expect(server.connections).toBe(1);
  });

  it('takes its options from a factory', async () => {
    app = await Test.createTestingModule({
      imports: [SpringMailModule.forRootAsync({ useFactory: settings })],
    }).compile();
    const message = new SimpleMailMessage();
    message.setFrom('no-reply@gmail.com');
    message.setTo('kdevkr@gmail.com');
    message.setText('x');
    await app.get(MailSender).send(message);
    expect(server.mails).toHaveLength(1);
  });

  it('gives its messages the encoding of the settings (C7)', async () => {
    app = await Test.createTestingModule({
      imports: [SpringMailModule.forRoot({ ...settings(), defaultEncoding: 'ISO-8859-1' })],
    }).compile();
    const message = app.get<JavaMailSender>(JavaMailSender).createMimeMessage();
    expect(new MimeMessageHelper(message).getEncoding()).toBe('ISO-8859-1');
  });

  it('seals a mail from elsewhere as all others of the mailer', async () => {
    const seal: MailSeal = { seal: ({ fields }) => ({ fields, body: [Buffer.from('secret\r\n')] }) };
    app = await Test.createTestingModule({
      imports: [SpringMailModule.forRoot({ ...settings(), seal })],
    }).compile();
    const sender = app.get<JavaMailSender>(JavaMailSender);
    await sender.send(
      await sender.createMimeMessage(
        Buffer.from('From: a@mail.example\r\nTo: b@mail.example\r\nX-Own: 1\r\n\r\nplain\r\n'),
      ),
    );
    expect(server.mails[0]?.raw.toString()).toMatch(/^X-Own: 1\r$[^]*\r\n\r\nsecret\r\n$/mu);
  });

  it('can be a JavaMailSenderImpl of the application, whose connections are closed with it', async () => {
    @Injectable()
    class Orders {
      constructor(@Inject(JavaMailSender) readonly mailSender: JavaMailSender) {}
    }
    const sender = new JavaMailSenderImpl();
    sender.setHost('127.0.0.1');
    sender.setPort(server.port);
    app = await Test.createTestingModule({
      providers: [Orders, { provide: JavaMailSender, useValue: sender }],
    }).compile();
    const message = new SimpleMailMessage();
    message.setFrom('no-reply@gmail.com');
    message.setTo('kdevkr@gmail.com');
    message.setText('x');
    await app.get(Orders).mailSender.send(message);
    await app.close();
    await expect(sender.send(message)).rejects.toThrow(/closed/u);
    expect(server.mails).toHaveLength(1);
  });
});
