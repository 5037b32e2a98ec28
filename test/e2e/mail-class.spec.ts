import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Mail, MailClass, type MailMessage, MailModule } from 'nestjs-spring-mail';
import { catchMail, type SmtpCatcher } from '../support/smtp-catcher.js';

@Injectable()
class Links {
  confirm(id: number): string {
    return `https://example.org/confirm/${id}`;
  }
}

@Mail()
class WelcomeMail extends MailClass<{ id: number; email: string }> {
  constructor(private readonly links: Links) {
    super();
  }

  async message({ id, email }: { id: number; email: string }): Promise<MailMessage> {
    return { to: email, subject: 'Welcome', text: this.links.confirm(id) };
  }
}

@Mail({ mailer: 'billing' })
class ReportMail extends MailClass {
  message(): MailMessage {
    return { to: 'boss@example.org', subject: 'Report', text: 'x' };
  }
}

@Module({ providers: [Links, WelcomeMail, ReportMail] })
class MailsModule {}

let main: SmtpCatcher;
let billing: SmtpCatcher;
let app: TestingModule;
beforeEach(async () => {
  [main, billing] = await Promise.all([catchMail(), catchMail()]);
  const defaults = { from: 'shop@example.org' };
  app = await Test.createTestingModule({
    imports: [
      MailModule.forRoot({
        host: '127.0.0.1',
        port: main.port,
        defaults,
        mailers: { billing: { host: '127.0.0.1', port: billing.port, defaults } },
      }),
      MailsModule,
    ],
  }).compile();
  await app.init();
});
afterEach(async () => {
  await app.close();
  await Promise.all([main.close(), billing.close()]);
});

describe('a mail class', () => {
  it('has what it needs injected, and is sent or queued with the data of one mail', async () => {
    const mail = app.get(WelcomeMail);
    await mail.send({ id: 7, email: 'ann@example.org' });
    await mail.enqueue({ id: 8, email: 'bob@example.org' });
    await app.close();
    expect(main.mails.map(({ to }) => to)).toEqual([['ann@example.org'], ['bob@example.org']]);
    expect(main.mails[0]?.raw).toContain('https://example.org/confirm/7');
  });

  it('says what it would send, without sending', async () => {
    await expect(app.get(WelcomeMail).message({ id: 7, email: 'ann@example.org' })).resolves.toMatchObject({
      subject: 'Welcome',
    });
    expect(main.mails).toEqual([]);
  });

  it('goes by the mailer that it names', async () => {
    await app.get(ReportMail).send();
    expect([main.mails.length, billing.mails.length]).toEqual([0, 1]);
  });
});
