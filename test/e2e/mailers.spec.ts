import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  InjectMailer,
  type Mail,
  MailConfigError,
  Mailer,
  type MailMessage,
  MailModule,
  MailService,
  type MailTransport,
  type Receipt,
} from 'nestjs-spring-mail';
import { createTransport } from 'nodemailer';
import { catchMail, type SmtpCatcher } from '../support/smtp-catcher.js';
import { withFolder } from '../support/temporary-folder.js';

const message = {
  from: 'a@example.org',
  to: 'b@example.org',
  subject: 'Hi',
  text: 'x',
} satisfies MailMessage;

@Injectable()
class Billing {
  constructor(@InjectMailer('billing') readonly mailer: Mailer) {}
}
@Module({ providers: [Billing], exports: [Billing] })
class BillingModule {}

let main: SmtpCatcher;
let other: SmtpCatcher;
let app: TestingModule | undefined;
beforeEach(async () => {
  [main, other] = await Promise.all([catchMail(), catchMail()]);
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  await Promise.all([main.close(), other.close()]);
});

async function start(
  ...imports: NonNullable<Parameters<typeof Test.createTestingModule>[0]['imports']>
): Promise<TestingModule> {
  app = await Test.createTestingModule({ imports }).compile();
  return app.init();
}

describe('named mailers', () => {
  it('of the options are injected by their names', async () => {
    const mailers = {
      billing: { host: '127.0.0.1', port: other.port, defaults: { from: 'billing@example.org' } },
    };
    await start(MailModule.forRoot({ host: '127.0.0.1', port: main.port, mailers }), BillingModule);
    const { from: _from, ...anonymous } = message;
    await app!.get(Billing, { strict: false }).mailer.send(anonymous);
    await app!.get(MailService).mailer('billing').send(message);
    await app!.get(MailService).send(message);
    expect(other.mails.map(({ from }) => from)).toEqual(['billing@example.org', 'a@example.org']);
    expect(main.mails).toHaveLength(1);
  });

  it('of application.yml are injected by the names that forRoot is given', async () => {
    const yaml = `nest.mail.mailers.billing: {host: 127.0.0.1, port: ${other.port}}`;
    await withFolder({ 'application.yml': yaml }, (directory) =>
      start(
        MailModule.forRoot({ load: { directory, env: {}, argv: [] }, mailerNames: ['billing'] }),
        BillingModule,
      ),
    );
    await app!.get(Billing, { strict: false }).mailer.send(message);
    expect(other.mails).toHaveLength(1);
    await expect(app!.get(MailService).send(message)).rejects.toThrow(
      /spring\.mail\.host is missing[^]*billing/u,
    );
  });

  it('stop the boot when they are asked for and not configured', async () => {
    const options = { host: '127.0.0.1', port: main.port, mailerNames: ['billing'] };
    await expect(start(MailModule.forRoot(options), BillingModule)).rejects.toThrow(MailConfigError);
  });

  it('come and go while the application runs', async () => {
    const mail = (await start(MailModule.forRoot({ host: '127.0.0.1', port: main.port }))).get(MailService);
    const late = mail.addMailer('late', { host: '127.0.0.1', port: other.port });
    await late.send(message);
    expect(other.mails).toHaveLength(1);
    expect(() => mail.addMailer('late', { host: '127.0.0.1' })).toThrow(/is there already/u);
    expect(() => mail.addMailer('broken', { host: '' })).toThrow(/nest\.mail\.mailers\.broken\.host/u);
    await expect(mail.removeMailer('late')).resolves.toBe(0);
    expect(() => mail.mailer('late')).toThrow(MailConfigError);
    await expect(late.send(message)).rejects.toThrow(/pool is closed|not sent/u);
  });
});

describe('a transport of the user', () => {
  it('of nodemailer sends instead of spring.mail, with the defaults of nest.mail', async () => {
    const sent: string[] = [];
    const transporter = createTransport({ jsonTransport: true });
    transporter.use('stream', ({ data }, done) => {
      sent.push(String(data.subject));
      done();
    });
    const mail = (
      await start(MailModule.forRoot({ transport: transporter, defaults: { from: 'team@example.org' } }))
    ).get(MailService);
    const { from: _from, ...anonymous } = message;
    const receipt = await mail.send(anonymous);
    expect(sent).toEqual(['Hi']);
    expect(receipt.envelope).toEqual({ from: 'team@example.org', to: ['b@example.org'] });
    expect(mail.transporter).toBe(transporter);
  });

  it('of any kind gets checked mails, and is not closed with the application', async () => {
    const mails: Mail[] = [];
    let closed = 0;
    const receiptOf = ({ messageId, envelope }: Mail): Receipt => ({
      messageId,
      envelope,
      accepted: envelope.to,
      refused: [],
      response: '250 ok',
    });
    const transport: MailTransport = {
      send: (mail) => {
        mails.push(mail);
        return Promise.resolve(receiptOf(mail));
      },
      sendAll: (all) => Promise.allSettled(all.map((mail) => transport.send(mail))),
      verify: () => Promise.resolve(),
      close: () => Promise.resolve(++closed),
    };
    const mail = (await start(MailModule.forRoot({ transport }))).get(MailService);
    await mail.send([message, message]);
    await mail.testConnection();
    expect(mails.map(({ subject }) => subject)).toEqual(['Hi', 'Hi']);
    await app!.close();
    expect(closed).toBe(0);
  });
});
