import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  Get,
  type INestApplication,
  Inject,
  Injectable,
  Module,
  Post,
  Query,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { InjectMailer, type Mailer, MailModule, MailService } from 'nestjs-spring-mail';
import {
  code,
  link,
  Mailbox,
  mailMatchers,
  type MailMatchers,
  MailTestingModule,
} from 'nestjs-spring-mail/testing';

declare module 'expect' {
  interface Matchers<R> extends MailMatchers<R> {}
}
expect.extend(mailMatchers);

@Injectable()
class SignUp {
  readonly #addresses = new Map<string, string>();

  constructor(
    @Inject(MailService) private readonly mail: MailService,
    @InjectMailer('alerts') private readonly alerts: Mailer,
  ) {}

  /** Answers before the mail is sent, as a queue does. */
  register(email: string, baseUrl: string): void {
    const token = randomUUID();
    this.#addresses.set(token, email);
    setTimeout(() => void this.#welcome(email, `${baseUrl}/confirm?token=${token}&lang=en`), 20);
  }

  confirm(token: string): string {
    return this.#addresses.get(token) ?? 'nobody';
  }

  async alert(text: string): Promise<void> {
    await this.alerts.send({ to: 'admin@shop.example', subject: 'Alert', text });
  }

  async #welcome(to: string, url: string): Promise<void> {
    await this.mail.send({
      to,
      subject: 'Welcome',
      text: `Confirm: ${url}\nOr enter the code 482913.\n© 2026 The shop, Tel. 02-1234-5678`,
      html: `<p><a href="${url.replaceAll('&', '&amp;')}">Confirm</a> <a href="${url}&stop=1">Stop</a></p>`,
    });
  }
}

@Controller()
class SignUpController {
  constructor(@Inject(SignUp) private readonly signUp: SignUp) {}

  @Post('sign-up')
  register(@Body() { email, baseUrl }: { email: string; baseUrl: string }): void {
    this.signUp.register(email, baseUrl);
  }

  @Get('confirm')
  confirm(@Query('token') token: string): string {
    return this.signUp.confirm(token);
  }

  @Post('alert')
  async alert(@Body() { text }: { text: string }): Promise<void> {
    await this.signUp.alert(text);
  }
}

/** Its settings name servers that no test must reach, and a password that no test has. */
@Module({
  imports: [
    MailModule.forRoot({
      host: 'smtp.shop.example',
      username: 'shop',
      password: 'hunter2',
      properties: { 'mail.smtp.starttls.required': true },
      defaults: { from: 'The shop <shop@shop.example>' },
      mailers: { alerts: { host: 'alerts.shop.example', defaults: { from: 'alerts@shop.example' } } },
      testConnection: true,
    }),
  ],
  controllers: [SignUpController],
  providers: [SignUp],
})
class AppModule {}

const mailbox = new Mailbox();
const started = start();
afterAll(async () => {
  await (await started).app.close();
});

async function start(): Promise<{ app: INestApplication; url: string }> {
  const imports = [AppModule, MailTestingModule.forRoot({ mailbox })];
  const app = (await Test.createTestingModule({ imports }).compile()).createNestApplication({
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}` };
}

async function post(path: string, body: object, headers: Record<string, string> = {}): Promise<number> {
  const { url } = await started;
  const { status } = await fetch(`${url}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ baseUrl: url, ...body }),
  });
  return status;
}

describe('an application under test', () => {
  for (const name of ['ann', 'bob', 'cy', 'dora']) {
    it.concurrent(`signs ${name} up by the link in the mail, while others sign up`, () =>
      mailbox.isolated(async (own) => {
        const email = own.address(name);
        await post('sign-up', { email });
        const confirmation = await fetch(link(await own.waitFor({ to: email }), /confirm.*lang=en$/u));
        expect(await confirmation.text()).toBe(email);
        expect(code(own.mails[0]!)).toBe('482913');
        expect(own).toHaveSentMails(1);
        expect(own).toHaveSentMail({ from: 'shop@shop.example', subject: /^welcome/iu });
      }),
    );

    it.concurrent(`keeps the alerts to one address apart, with the headers of the mailbox: ${name}`, () =>
      mailbox.isolated(async (own) => {
        await post('alert', { text: `from ${name}` }, own.headers);
        expect(own).toHaveSentMail({
          to: 'admin@shop.example',
          from: 'alerts@shop.example',
          text: `from ${name}`,
        });
        expect(own).toHaveSentMails(1);
      }),
    );
  }

  it('lets a mailer by its name fail as a test asks for', () =>
    mailbox.isolated(async (own) => {
      own.refuse('admin@shop.example', '550 5.7.1 Not allowed');
      expect(await post('alert', { text: 'x' }, own.headers)).toBe(500);
      expect(own).not.toHaveSentMail();
    }));

  it('sends to the mailbox of the application what no test claims', async () => {
    await post('alert', { text: 'unclaimed' });
    const { app } = await started;
    expect(app.get(Mailbox)).toBe(mailbox);
    expect(mailbox).toHaveSentMail({ text: 'unclaimed' });
  });
});
