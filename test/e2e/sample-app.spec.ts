import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import {
  freePort,
  listen,
  type MailDetails,
  post,
  readMail,
  readMails,
  runSampleApp,
  type RunningSampleApp,
  startSampleApp,
} from '../support/sample-app.js';

describe('the sample app', () => {
  let app: RunningSampleApp;

  beforeAll(async () => {
    app = await startSampleApp();
  });
  afterAll(async () => {
    await app.stop();
  });

  const get = (path: string) => fetch(new URL(path, app.url));

  async function mailTo(address: string): Promise<MailDetails> {
    const found = (await readMails(app)).find(({ to }) => to.includes(address));
    if (found === undefined) throw new Error(`No mail to ${address} arrived.`);
    return readMail(app, found.id);
  }

  it('shows a welcome mail that came over SMTP, from the address in application.yml', async () => {
    const welcome = (await readMails(app)).at(-1);
    expect(welcome).toMatchObject({
      subject: 'Welcome 👋',
      from: 'Sample App <sample-app@example.com>',
      to: 'You <you@example.com>',
    });
  });

  describe('the name it is asked under', () => {
    /** The status of the answer; `fetch` would not send another Host. */
    async function statusUnder(host: string, path: string): Promise<number | undefined> {
      const request = httpGet(new URL(path, app.url), { headers: { host }, agent: false });
      const [answer]: IncomingMessage[] = await once(request, 'response');
      answer?.resume();
      return answer?.statusCode;
    }

    it.each([
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example:3000',
      'localhost@evil.example',
      '%',
    ])('shows neither page nor mails to a site whose name was pointed here: %s', async (host) => {
      expect(await statusUnder(host, '/')).toBe(403);
      expect(await statusUnder(host, '/mail/mails')).toBe(403);
    });

    it.each(['localhost', 'LOCALHOST:3000', '127.0.0.1', '[::1]:3000'])(
      'answers under a name of this machine: %s',
      async (host) => {
        expect(await statusUnder(host, '/mail/mails')).toBe(200);
      },
    );
  });

  describe('POST /mails', () => {
    it('delivers subject, text and HTML unchanged, newest first, and answers with the receipt', async () => {
      const text = 'Zażółć gęślą jaźń 👩‍👩‍👧 — 결산\n.\n  indented, and a line of its own dot above';
      const html = `<p title="&quot;">${'långa rader '.repeat(200)}🧾</p>`;
      const answer = await post(app, '/mails', { to: 'bytes@example.org', subject: 'Größe 📏', text, html });
      expect(answer.status).toBe(201);
      expect(await answer.json()).toMatchObject({ accepted: ['bytes@example.org'], refused: [] });

      const [newest] = await readMails(app);
      expect(newest).toMatchObject({ to: 'bytes@example.org', subject: 'Größe 📏' });
      const mail = await readMail(app, newest?.id ?? '');
      expect(mail.text.replace(/\n$/, '')).toBe(text);
      expect(await (await get(`/mail/mails/${mail.id}/html`)).text()).toContain(html);
    });

    it('takes several recipients', async () => {
      const to = ['first@example.org', 'Second <second@example.org>'];
      expect((await post(app, '/mails', { to, subject: 'Two', text: 'of you' })).status).toBe(201);
      expect((await mailTo('first@example.org')).envelope.to).toEqual([
        'first@example.org',
        'second@example.org',
      ]);
    });

    it.each([
      ['no recipient', { subject: 'x', text: 'x' }, 'to'],
      ['a number as text', { to: 'a@example.org', subject: 'x', text: 5 }, 'text'],
      ['an unknown field', { to: 'a@example.org', subject: 'x', text: 'x', bcc: 'b@example.org' }, 'bcc'],
    ])('answers 400 and names the field: %s', async (_case, body, field) => {
      const answer = await post(app, '/mails', body);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(await answer.json())).toContain(field);
    });

    it.each([
      ['a line break in the subject', { to: 'a@example.org', subject: 'x\r\nBcc: b@example.org' }, 'subject'],
      ['two addresses in one string', { to: 'a@example.org, b@example.org', subject: 'x' }, 'to'],
      ['a line break in an address', { to: 'a@example.org\r\nRCPT TO:<b@example.org>', subject: 'x' }, 'to'],
    ])('refuses what could reach someone else: %s', async (_case, message, field) => {
      const before = (await readMails(app)).length;
      const answer = await post(app, '/mails', { ...message, text: 'x' });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        code: 'MAIL_PARSE',
        field: expect.stringMatching(`^${field}`),
        advice: expect.stringMatching(/\.$/),
      });
      expect((await readMails(app)).length).toBe(before);
    });

    it('takes no form of another site, which a browser would send without asking', async () => {
      const body = new URLSearchParams({ to: 'a@example.org', subject: 'x', text: 'x' });
      const answer = await fetch(new URL('/mails', app.url), { method: 'POST', body });
      expect(answer.status).toBe(400);
    });
  });

  it('shows every template with the sample beside it', async () => {
    const templates: { name: string; samples: { context: object }[] }[] = JSON.parse(
      await (await get('/mail/templates')).text(),
    );
    expect(templates.map(({ name }) => name)).toEqual([
      'digest/weekly',
      'password-reset/code',
      'receipt/receipt',
      'sign-up/already-signed-up',
      'sign-up/confirm',
    ]);
    for (const { name, samples } of templates) {
      const query = new URLSearchParams({ name, context: JSON.stringify(samples[0]?.context) });
      expect({ name, status: (await get(`/mail/template?${query.toString()}`)).status }).toEqual({
        name,
        status: 200,
      });
    }
  });

  it('serves forms in a page that runs its own script only', async () => {
    const policy = (await get('/')).headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(policy).not.toContain('unsafe');
  });
});

describe('the sample app with the mail server elsewhere', () => {
  it('starts no server of its own and answers a failure with code and advice, without a stack', async () => {
    const app = await startSampleApp({
      SPRING_MAIL_HOST: '0.0.0.0',
      SPRING_MAIL_PORT: String(await freePort()),
      SPRING_MAIL_TEST_CONNECTION: 'false',
    });
    try {
      const about = await (await fetch(new URL('/mail/about', app.url))).text();
      expect(about).toContain('Mails go out through 0.0.0.0. They do not arrive here.');
      expect(await readMails(app)).toEqual([]);
      const answer = await post(app, '/mails', { to: 'a@example.org', subject: 'x', text: 'x' });
      expect(answer.status).toBe(503);
      const body = await answer.json();
      expect(body).toMatchObject({ code: 'MAIL_SEND', advice: expect.stringMatching(/\.$/) });
      expect(body).not.toHaveProperty('stack');
    } finally {
      await app.stop();
    }
  });
});

describe('the start and the end of the sample app', () => {
  it.each(['PORT', 'SPRING_MAIL_PORT'])('says which port is taken and what to do: %s', async (variable) => {
    const other = createServer();
    const port = await listen(other);
    try {
      const ports = { PORT: String(await freePort()), SPRING_MAIL_PORT: String(await freePort()) };
      const { code, stderr } = await runSampleApp({ ...ports, [variable]: String(port) });
      expect(code).toBe(1);
      expect(stderr).toContain(`Port ${port} is in use by another program.`);
      expect(stderr).toContain('PORT=3001 SPRING_MAIL_PORT=2526 npm start');
      expect(stderr).not.toMatch(/^\s+at /m);
    } finally {
      other.close();
    }
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends on %s while a page is open', async (signal) => {
    const app = await startSampleApp();
    const events = await fetch(new URL('/mail/mails/events', app.url));
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    const drained = events.text().catch(() => 'cut');
    const exit = await app.stop(signal);
    await drained;
    expect(exit).toMatchObject({ signal, stderr: '' });
    expect(exit.stdout.trim()).toBe(`The mailbox is open: ${app.url}/mail`);
  });
});
