import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, type CanActivate } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { once } from 'node:events';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { createTransport } from 'nodemailer';
import { MailTestingModule } from 'nestjs-spring-mail/testing';
import { CaughtMails } from '../../../lib/integrations/preview/caught-mails.js';
import { listen } from '../../support/sample-app.js';
import {
  ask,
  type PreviewApp,
  type PreviewAppOptions,
  readAbout,
  readMails,
  startPreviewApp,
} from '../../support/preview-app.js';
import { rejection } from '../../support/with-server.js';

let running: PreviewApp | undefined;
afterEach(async () => {
  await running?.app.close();
  running = undefined;
});

async function start(options?: PreviewAppOptions): Promise<PreviewApp> {
  running = await startPreviewApp(options);
  return running;
}

const message = (subject: string) => ({ to: 'ann@example.org', subject, text: 'x' });

class NobodyGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

describe.each(['Express', 'Fastify'] as const)('the preview in an application on %s', (adapter) => {
  it('shows what the application sent, below its global prefix, whatever guards it has', async () => {
    const { url, mail } = await start({
      adapter,
      prefix: 'api/v1',
      module: { providers: [{ provide: APP_GUARD, useClass: NobodyGuard }] },
    });
    await mail.send(message('Hello 👋'));
    expect(url).toMatch(/\/api\/v1\/mail$/u);
    expect(await readMails(url)).toMatchObject({
      count: 1,
      mails: [{ subject: 'Hello 👋', from: 'shop@example.com', to: 'ann@example.org', beginning: 'x' }],
    });
  });

  it('serves the page with a slash at its end, and sends there who leaves it out', async () => {
    const { url } = await start({ adapter, preview: { path: '/dev/mails/' } });
    const moved = await ask(url.replace(/\/$/u, ''));
    expect([moved.status, moved.headers.location]).toEqual([302, 'mails/']);
    const page = await ask(url);
    expect(page.body.toString()).toContain('<title>Mailbox</title>');
    expect(page.body.toString()).not.toMatch(/(?:src|href)="\//u);
    expect((await ask(`${url}page.js`)).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask(`${url}package.json`)).status).toBe(404);
  });

  it('leaves the rest of the application alone', async () => {
    @Controller()
    class MailingController {
      @Get('mailing')
      list(): string {
        return 'not the preview';
      }
    }
    const { url } = await start({ adapter, module: { controllers: [MailingController] } });
    const other = await ask(`${url}ing`);
    expect(other.body.toString()).toBe('not the preview');
    expect(other.headers).not.toHaveProperty('content-security-policy');
  });

  it('tells an open page of mails that come and go, and ends while it is open', async () => {
    const { app, url, mail } = await start({ adapter });
    const [response] = await once(get(`${url}/mails/events`), 'response');
    const events = response.setEncoding('utf8')[Symbol.asyncIterator]();
    await mail.send(message('Live'));
    expect((await events.next()).value).toMatch(/^data: \{"arrived":\{.*"subject":"Live".*\}\}\n\n$/u);
    await ask(`${url}/mails`, { method: 'DELETE' });
    expect((await events.next()).value).toBe('data: {}\n\n');
    const [ended] = await Promise.all([events.next(), app.close()]);
    expect(ended.done).toBe(true);
    running = undefined;
  });

  it('deletes one mail, then all', async () => {
    const { url, mail } = await start({ adapter });
    for (const subject of ['one', 'two', 'three']) await mail.send(message(subject));
    const { mails } = await readMails(url);
    expect((await ask(`${url}/mails/${mails[1]?.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await readMails(url)).mails).toMatchObject([{ subject: 'three' }, { subject: 'one' }]);
    expect((await ask(`${url}/mails/${mails[1]?.id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await ask(`${url}/mails`, { method: 'DELETE' })).status).toBe(204);
    expect(await readMails(url)).toEqual({ count: 0, mails: [] });
  });

  it('is not opened to other sites by an application that is', async () => {
    const { url } = await start({ adapter, setUp: (app) => app.enableCors({ origin: true }) });
    for (const origin of ['https://evil.example', 'http://203.0.113.5', 'http://[2001:db8::5]:8080', 'null'])
      for (const method of ['GET', 'DELETE'])
        expect((await ask(`${url}/mails`, { method, headers: { origin } })).status).toBe(403);
    for (const origin of [new URL(url).origin, 'http://localhost:5173', 'http://[::1]:5173'])
      expect((await ask(`${url}/mails`, { method: 'DELETE', headers: { origin } })).status).toBe(204);
    const nearby = { host: '192.168.1.5:3000', origin: 'http://192.168.1.5:3000' };
    expect((await ask(`${url}/mails`, { method: 'DELETE', headers: nearby })).status).toBe(204);
  });
});

describe('who the preview answers', () => {
  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:3000',
    'localhost@evil.example',
    'evil.example/localhost',
    '%',
  ])('is no site whose name was pointed at this machine: %s', async (host) => {
    const { url } = await start();
    for (const path of ['', '/', '/mails', '/mails/events', '/page.js']) {
      const { status, body } = await ask(url + path, { headers: { host } });
      expect([status, body.toString()]).toEqual([403, expect.stringContaining('allow: { hosts: [')]);
    }
  });

  it.each(['localhost', 'LOCALHOST:3000', 'app.localhost', '127.0.0.1', '[::1]:3000', '192.168.1.5:3000'])(
    'is whoever uses a name of this machine, or an address: %s',
    async (host) => {
      const { url } = await start();
      expect((await ask(`${url}/mails`, { headers: { host } })).status).toBe(200);
    },
  );

  it('is nobody behind a proxy who came from elsewhere, unless that is allowed', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9, 172.17.0.2' };
    const { url, app } = await start({ preview: { allow: { addresses: ['172.16.0.0/12'] } } });
    const { status, body } = await ask(`${url}/mails`, { headers });
    expect([status, body.toString()]).toEqual([
      403,
      expect.stringContaining("allow: { addresses: ['203.0.113.9'] }"),
    ]);
    const inside = { 'x-forwarded-for': '172.17.0.2' };
    expect((await ask(`${url}/mails`, { headers: inside })).status).toBe(200);
    await app.close();
  });

  it('is a name that was allowed', async () => {
    const { url } = await start({ preview: { allow: { hosts: ['dev.example.com'] } } });
    const headers = { host: 'dev.example.com', origin: 'https://dev.example.com' };
    expect((await ask(`${url}/mails`, { headers })).status).toBe(200);
  });
});

describe('the start of the preview', () => {
  async function withNodeEnv<T>(name: string, run: () => Promise<T>): Promise<T> {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = name;
    try {
      return await run();
    } finally {
      process.env['NODE_ENV'] = before;
    }
  }

  it('is refused in production, with what to do', async () => {
    const error = await withNodeEnv('production', () => rejection(start()));
    expect(error).toMatchObject({
      code: 'MAIL_CONFIG',
      faults: [{ key: 'MailPreviewModule', problem: expect.stringContaining('NODE_ENV is production') }],
      advice: 'Import it in development only, or pass force: true where nobody else reaches this server.',
    });
  });

  it('is refused without a path, which would take every request', async () => {
    expect(await rejection(start({ preview: { path: '/' } }))).toMatchObject({
      faults: [{ key: 'path of MailPreviewModule', problem: 'is empty' }],
    });
  });

  it('may be forced in production', async () => {
    const { url } = await withNodeEnv('production', () => start({ preview: { force: true } }));
    expect((await ask(`${url}/mails`)).status).toBe(200);
  });

  it('names the key of a port that is taken', async () => {
    const other = createServer();
    const port = await listen(other);
    try {
      expect(await withNodeEnv('development', () => rejection(start({ mail: { port } })))).toMatchObject({
        faults: [{ key: 'spring.mail.port', problem: 'is in use by another program', value: String(port) }],
      });
      expect(await rejection(start({ preview: { port } }))).toMatchObject({
        faults: [{ key: 'port of MailPreviewModule' }],
      });
    } finally {
      other.close();
    }
  });

  it('leaves the port to the application under development in a test', async () => {
    const other = createServer();
    const port = await listen(other);
    try {
      const { url } = await start({ mail: { port } });
      expect(await readAbout(url)).toBe(
        `Mails go to another program, at 127.0.0.1:${port}. They do not arrive here.`,
      );
    } finally {
      other.close();
    }
  });

  it('comes before the connection that test-connection makes', async () => {
    const { url } = await start({ mail: { testConnection: true } });
    expect(await readAbout(url)).toMatch(/^Mails to 127\.0\.0\.1:\d+ arrive here\.$/u);
  });

  it('listens nowhere when mails go to another machine, or another transport stands in', async () => {
    const elsewhere = await start({ mail: { host: 'smtp.example.com' } });
    expect(await readAbout(elsewhere.url)).toBe(
      'Mails go out through smtp.example.com. They do not arrive here.',
    );
    await elsewhere.app.close();
    const tested = await start({ module: { imports: [MailTestingModule] } });
    expect(await readAbout(tested.url)).toContain('Another transport stands in');
    await tested.mail.send(message('into the test'));
    expect((await readMails(tested.url)).count).toBe(0);
  });

  it('catches on a port of its own what goes there', async () => {
    const { url, smtpPort } = await start({ mail: { host: 'smtp.example.com' } });
    await running?.app.close();
    const second = await start({ mail: { host: 'smtp.example.com' }, preview: { port: smtpPort } });
    expect(url).not.toBe(second.url);
    await createTransport({ host: '127.0.0.1', port: smtpPort }).sendMail({
      from: 'a@b.example',
      ...message('by hand'),
    });
    expect((await readMails(second.url)).mails).toMatchObject([{ subject: 'by hand' }]);
  });

  it('ends last, so that what is queued still arrives', async () => {
    const { app, mail } = await start();
    for (const subject of ['one', 'two', 'three']) await mail.enqueue(message(subject));
    const mails = app.get(CaughtMails);
    await app.close();
    running = undefined;
    expect(mails.count).toBe(3);
  });
});
