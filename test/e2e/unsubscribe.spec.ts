import {
  type CallHandler,
  type CanActivate,
  type INestApplication,
  Logger,
  SetMetadata,
  type ExecutionContext,
  VersioningType,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, NestFactory, Reflector } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { map } from 'rxjs';
import { MailModule, MailService, MemorySuppressionList, type SuppressionList } from 'nestjs-spring-mail';
import { UnsubscribeModule, type UnsubscribeModuleOptions } from 'nestjs-spring-mail/unsubscribe';
import { catchMail, type SmtpCatcher } from '../support/smtp-catcher.js';
import { freePorts } from '../support/free-port.js';
import { message, rejection } from '../support/with-server.js';

const adapters = { Express: () => new ExpressAdapter(), Fastify: () => new FastifyAdapter() };
const secret = 's'.repeat(32);

let catcher: SmtpCatcher;
let app: INestApplication | undefined;
beforeEach(async () => {
  catcher = await catchMail();
  app = undefined;
});
afterEach(async () => {
  await app?.close();
  await catcher.close();
});

/** Lets nobody in who is not signed in, and wraps what is answered, as many applications do. */
class SignedInGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return new Reflector().get<boolean>('public', context.getClass()) ?? false;
  }
}

async function start(
  adapter: keyof typeof adapters,
  suppression: SuppressionList,
  options: UnsubscribeModuleOptions = {},
  prepare: (app: INestApplication) => void = () => undefined,
): Promise<MailService> {
  const [port = 0] = await freePorts(1);
  const unsubscribe = { url: `http://localhost:${port}/api/unsubscribe`, secret, mailto: 'off@a.example' };
  class AppModule {}
  const module = {
    module: AppModule,
    imports: [
      MailModule.forRoot({ host: '127.0.0.1', port: catcher.port, suppression, unsubscribe }),
      UnsubscribeModule.forRoot({ decorators: [SetMetadata('public', true)], ...options }),
    ],
    providers: [
      { provide: APP_GUARD, useClass: SignedInGuard },
      {
        provide: APP_INTERCEPTOR,
        useValue: {
          intercept: (_context: unknown, next: CallHandler) => next.handle().pipe(map((data) => ({ data }))),
        },
      },
    ],
  };
  app = await NestFactory.create(module, adapters[adapter](), { logger: false, abortOnError: false });
  app.setGlobalPrefix('api');
  prepare(app);
  await app.listen(port, 'localhost');
  return app.get(MailService);
}

/** What a mail program does that follows RFC 8058: it reads the headers and nothing else. */
function oneClick(): { url: string; body: string } {
  const { raw = '' } = catcher.mails.at(-1) ?? {};
  const unfolded = raw.replaceAll(/\r\n[ \t]+/gu, ' ');
  const [, url = ''] = /^List-Unsubscribe: <(http[^>]*)>/mu.exec(unfolded) ?? [];
  const [, body = ''] = /^List-Unsubscribe-Post: (.*)\r$/mu.exec(unfolded) ?? [];
  return { url, body };
}

describe.each(Object.keys(adapters) as (keyof typeof adapters)[])(
  'one-click unsubscription with %s',
  (adapter) => {
    const news = (subject: string) => message(subject, { unsubscribe: { list: 'news' } });
    const post = (url: string, body: string | URLSearchParams | FormData) =>
      fetch(url, { method: 'POST', body, redirect: 'error' });

    it('takes the POST of a mail program, as often as it comes, and mail of that list goes out no more', async () => {
      const mail = await start(adapter, new MemorySuppressionList());
      await mail.send(news('1'));
      const { url, body } = oneClick();
      expect(body).toBe('List-Unsubscribe=One-Click');
      const form = new FormData();
      form.set('List-Unsubscribe', 'One-Click');
      for (const sent of [new URLSearchParams(body), form, '']) {
        const { status, headers } = await post(url, sent);
        expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      }
      expect(await rejection(mail.send(news('2')))).toMatchObject({ outcome: 'refused', permanent: true });
      await mail.send(message('a new password'));
      await mail.send(message('offers', { unsubscribe: { list: 'offers' } }));
      expect(catcher.mails).toHaveLength(3);
    });

    it('only asks when a link is opened, by a person or by a program that looks into links', async () => {
      const list = new MemorySuppressionList();
      const mail = await start(adapter, list);
      await mail.send(news('1'));
      const { url } = oneClick();
      for (const method of ['GET', 'HEAD']) expect((await fetch(url, { method })).status).toBe(200);
      const page = await (await fetch(url)).text();
      expect(page).toContain('<form method="post">');
      expect(page).toContain('bob@b.example');
      expect(list.suppressed(['bob@b.example'], { list: 'news' })).toEqual([]);
    });

    it('refuses a link that is not ours, and does nothing', async () => {
      const list = new MemorySuppressionList();
      const mail = await start(adapter, list);
      await mail.send(news('1'));
      const { url } = oneClick();
      const others = [
        url.slice(0, -2),
        url.replace(/token=.*/u, ''),
        `${url}&token=x`,
        url.replace('token', 'token[]'),
      ];
      for (const other of others) {
        expect((await post(other, 'List-Unsubscribe=One-Click')).status).toBe(400);
        expect((await fetch(other)).status).toBe(400);
      }
      expect(list.suppressed(['bob@b.example'], { list: 'news' })).toEqual([]);
    });

    it('says so when the list fails, so that the mail program tries again', async () => {
      const failing = { suppressed: () => [], suppress: () => Promise.reject(new Error('no database')) };
      const mail = await start(adapter, failing);
      await mail.send(news('1'));
      expect((await post(oneClick().url, '')).status).toBe(503);
    });

    it('answers at the address of its links when the application has versions', async () => {
      const list = new MemorySuppressionList();
      const mail = await start(adapter, list, {}, (nest) =>
        nest.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
      );
      await mail.send(news('1'));
      const { url, body } = oneClick();
      expect((await post(url, body)).status).toBe(200);
    });

    it("shows pages of the application's own", async () => {
      const page: UnsubscribeModuleOptions['page'] = ({ state, list }) => `<p>${state} ${list}</p>`;
      const mail = await start(adapter, new MemorySuppressionList(), { page });
      await mail.send(news('1'));
      const { url } = oneClick();
      expect(await (await fetch(url)).text()).toBe('<p>ask news</p>');
      expect(await (await post(url, '')).text()).toBe('<p>done news</p>');
    });
  },
);

describe('UnsubscribeModule', () => {
  it('does not start without links to answer and a list that remembers', async () => {
    class AppModule {}
    const imports = [MailModule.forRoot({ host: 'localhost' }), UnsubscribeModule.forRoot()];
    Logger.overrideLogger(false);
    const starting = NestFactory.create(
      { module: AppModule, imports },
      { abortOnError: false, logger: false },
    ).then((created) => created.init());
    expect(await rejection(starting)).toMatchObject({
      faults: [{ key: 'nest.mail.unsubscribe.url' }, { key: 'suppression' }],
    });
  });
});
