import 'reflect-metadata';
import { expect } from '@jest/globals';
import { Test } from '@nestjs/testing';
import {
  link,
  Mailbox,
  mailMatchers,
  type MailMatchers,
  MailTestingModule,
} from 'nestjs-spring-mail/testing';
import { AppModule } from '../src/app.module.js';

expect.extend(mailMatchers);
declare module 'expect' {
  interface Matchers<R> extends MailMatchers<R> {}
}

/** The application as it is in production, but for its mails: they come into the mailbox. */
export interface Application {
  readonly mailbox: Mailbox;
  /** Posts JSON. */
  post(path: string, body: object): Promise<Response>;
  /** Follows the link of a mail, which names the public address of the application. */
  follow(address: string): Promise<Response>;
  close(): Promise<void>;
}

export async function startApplication(): Promise<Application> {
  // Where application.yml is: tests run in the folder above.
  process.env['SPRING_CONFIG_LOCATION'] = 'sample-app/';
  const testing = await Test.createTestingModule({ imports: [AppModule, MailTestingModule] }).compile();
  const app = testing.createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    mailbox: app.get(Mailbox),
    post: (path, body) =>
      fetch(new URL(path, url), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    follow(address) {
      const { pathname, search } = new URL(address);
      return fetch(new URL(pathname + search, url));
    },
    close: () => app.close(),
  };
}

/** Signs up, and follows the link in the mail. */
export async function signUp(app: Application, email: string, name: string): Promise<void> {
  await app.post('/sign-up', { email, name });
  await app.follow(link(await app.mailbox.waitFor({ to: email }), /confirm/));
  app.mailbox.clear();
}
