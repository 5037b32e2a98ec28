import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createTransport } from 'nodemailer';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { describeWith } from '../support/describe-with.js';
import { listen, post, type RunningSampleApp, startSampleApp } from '../support/sample-app.js';

describeWith(['chromium'], 'the inbox page', () => {
  let app: RunningSampleApp;
  let browser: Browser;
  let page: Page;
  /** Errors of the page's own script. */
  let complaints: string[];

  beforeAll(async () => {
    [app, browser] = await Promise.all([startSampleApp(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });
  beforeEach(async () => {
    complaints = [];
    page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(app.url);
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    await row('Welcome').waitFor();
  });
  afterEach(async () => {
    await page.close();
    if (complaints.length > 0) throw new Error(`The page failed: ${complaints.join('; ')}`);
  });

  const row = (subject: string): Locator => page.locator('#list a').filter({ hasText: subject });
  const mailFrame = () => page.frameLocator('iframe[title="The mail as HTML"]');
  const documentOfMail = () => page.frames().find((frame) => frame.url().endsWith('/html'));
  const tab = (name: string) => page.getByRole('tab', { name, exact: true });
  const reader = () => page.getByRole('article', { name: 'The open mail' });
  const focused = () => page.locator(':focus').textContent();

  async function send(mail: { to?: string; subject: string; text?: string; html?: string }): Promise<void> {
    const answer = await post(app, '/mails', { to: 'ann@example.org', text: mail.subject, ...mail });
    expect(answer.status).toBe(201);
  }

  async function open(subject: string): Promise<void> {
    await row(subject).click();
    await page.getByRole('heading', { name: subject }).waitFor();
  }

  it('shows the welcome mail', async () => {
    await open('Welcome');
    expect(await mailFrame().getByText('It works').count()).toBe(1);
    expect(await reader().locator('.to').innerText()).toBe('You <you@example.com>');
  });

  it('shows a new mail on top without a reload, and says so to who cannot see it', async () => {
    await page.evaluate('window.isSamePage = true');
    await send({ subject: 'First of two' });
    await send({ subject: 'Second of two' });
    await row('Second of two').waitFor();
    await row('First of two').waitFor();
    const subjects = await page.locator('#list .subject').allTextContents();
    expect(subjects.slice(0, 2)).toEqual(['Second of two', 'First of two']);
    await page
      .getByRole('status')
      .filter({ hasText: 'New mail to ann@example.org: Second of two' })
      .waitFor();
    expect(await page.evaluate('window.isSamePage')).toBe(true);
  });

  it('shows text, HTML and headers of one mail', async () => {
    await send({
      subject: 'Three parts',
      text: 'the text 🧵',
      html: '<h1 style="color: teal">the HTML</h1>',
    });
    await open('Three parts');
    const heading = mailFrame().getByRole('heading', { name: 'the HTML' });
    await heading.waitFor();
    const style = await documentOfMail()?.evaluate("getComputedStyle(document.querySelector('h1')).color");
    expect(style).toBe('rgb(0, 128, 128)');
    await tab('Text').click();
    expect((await page.getByRole('tabpanel', { name: 'Text' }).innerText()).trim()).toBe('the text 🧵');
    expect(await heading.isVisible()).toBe(false);
    await tab('Headers').click();
    const headers = await page.getByRole('tabpanel', { name: 'Headers' }).textContent();
    expect(headers).toMatch(/Message-ID<[^>]+@example\.com>/);
  });

  it('shows the text of a mail without HTML at once', async () => {
    await send({ subject: 'Text only', text: 'nothing but text' });
    await open('Text only');
    expect(await page.getByRole('tabpanel', { name: 'Text' }).isVisible()).toBe(true);
    expect(await tab('HTML').count()).toBe(0);
  });

  it('saves an attachment', async () => {
    await open('Welcome');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'next-steps.txt' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('next-steps.txt');
    expect(await readFile(await file.path(), 'utf8')).toContain(`curl -H 'Content-Type: application/json'`);
  });

  it('sends a mail with the form', async () => {
    await page.getByRole('button', { name: 'Write a mail' }).click();
    const dialog = page.getByRole('dialog', { name: 'Write a mail' });
    await dialog.getByLabel('To').fill('form@example.org');
    await dialog.getByLabel('Subject').fill('By hand 🖐');
    await dialog.getByLabel('Text').fill('written in the form');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await open('By hand 🖐');
    expect(await reader().locator('.to').innerText()).toBe('form@example.org');
  });

  it('keeps what was typed and says what is wrong when a mail is refused', async () => {
    await page.getByRole('button', { name: 'Write a mail' }).click();
    const dialog = page.getByRole('dialog', { name: 'Write a mail' });
    await dialog.getByLabel('To').fill('one@example.org, two@example.org');
    await dialog.getByLabel('Subject').fill('Two at once');
    await dialog.getByLabel('Text').fill('not sent');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByRole('alert').filter({ hasText: 'Write one address' }).waitFor();
    expect(await dialog.getByLabel('Text').inputValue()).toBe('not sent');
    expect(await row('Two at once').count()).toBe(0);
  });

  it('signs up, and the link in the mail opens the confirmation in a new tab', async () => {
    await page.getByRole('button', { name: 'Sign up' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign up' });
    await dialog.getByLabel('Name').fill('Grace');
    await dialog.getByLabel('Mail address').fill('grace@example.org');
    await dialog.getByRole('button', { name: 'Sign up' }).click();
    await open('Please confirm your address');
    const confirmation = page.waitForEvent('popup');
    await mailFrame().getByRole('link', { name: 'Confirm my address' }).click();
    const answer = await (await confirmation).locator('body').innerText();
    expect(answer).toContain('Your address is confirmed.');
  });

  it('can be read with the keyboard alone', async () => {
    await send({ subject: 'Keys, lower', html: '<p>lower</p>' });
    await send({ subject: 'Keys, upper', html: '<p>upper</p>' });
    await row('Keys, upper').waitFor();
    await page.getByRole('button', { name: 'Write a mail' }).focus();
    await page.keyboard.press('Tab');
    expect(await focused()).toContain('Keys, upper');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toContain('Keys, lower');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Keys, lower' }).waitFor();
    expect(await focused()).toBe('Keys, lower');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('HTML');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('Text');
    expect(await page.getByRole('tabpanel', { name: 'Text' }).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByText('Choose a mail to read it.').waitFor();
    expect(await focused()).toContain('Keys, lower');
  });

  it('shows the list or the mail on a phone, and never scrolls sideways', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await send({ subject: `Phone ${'wide'.repeat(60)}`, text: 'x'.repeat(500) });
    await open('Phone');
    expect(await page.locator('#list').isVisible()).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.getByRole('link', { name: 'All mails' }).click();
    await page.locator('#list').waitFor({ state: 'visible' });
    expect(await page.locator('#reader').isVisible()).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });

  describe('with a hostile mail', () => {
    const hits: string[] = [];
    const tracker = createServer((request, response) => {
      hits.push(request.url ?? '');
      response.setHeader('Access-Control-Allow-Origin', '*').end();
    });
    let hostile: string;

    beforeAll(async () => {
      const origin = `http://127.0.0.1:${await listen(tracker)}`;
      hostile = [
        '<p>Harmless to look at</p>',
        `<script>document.title = 'script ran'; fetch('${origin}/script')</script>`,
        `<img src="data:," onerror="document.title = 'onerror ran'; fetch('${origin}/onerror')">`,
        `<img src="${origin}/pixel"><link rel="stylesheet" href="${origin}/style">`,
        `<div style="background: url(${origin}/background)">x</div>`,
        `<iframe src="${origin}/frame"></iframe><meta http-equiv="refresh" content="0; url=${origin}/refresh">`,
      ].join('');
    });
    beforeEach(() => {
      hits.length = 0;
    });
    afterAll(async () => {
      tracker.closeAllConnections();
      tracker.close();
      await once(tracker, 'close');
    });

    it('runs nothing and loads nothing', async () => {
      await send({ subject: 'Hostile HTML', html: hostile });
      // The browser reports what it refused, so that the test knows when it was tried.
      const refused = Promise.all(
        ['Blocked script execution', '/pixel', '/style', '/background', 'Framing'].map((what) =>
          page.waitForEvent('console', (message) => message.text().includes(what)),
        ),
      );
      await open('Hostile HTML');
      await mailFrame().getByText('Harmless to look at').waitFor();
      await refused;
      expect(hits).toEqual([]);
      expect(await page.title()).toBe('Inbox');
      expect(await documentOfMail()?.evaluate('[origin, document.title]')).toEqual(['null', '']);
    });

    it('would run and load all of it in a page without our protection', async () => {
      const bare = await browser.newPage();
      await bare.route('http://unprotected.test/', (route) =>
        route.fulfill({ body: hostile, contentType: 'text/html' }),
      );
      const requested: string[] = [];
      bare.on('request', (request) => requested.push(new URL(request.url()).pathname));
      const all = ['/script', '/onerror', '/pixel', '/style', '/background', '/frame', '/refresh'];
      const last = bare.waitForRequest((request) => request.url().endsWith('/refresh'));
      await bare.goto('http://unprotected.test/');
      await last;
      expect(requested).toEqual(expect.arrayContaining(all));
      await bare.close();
    });

    it('shows markup in subject, names, text, headers and file names as text', async () => {
      const markup = `<img src=x onerror="document.title='ran'">`;
      const quoted = markup.replaceAll('"', '\\"');
      const raw = [
        `From: "${quoted}" <a@example.org>`,
        `To: "${quoted}" <b@example.org>`,
        `Subject: Markup ${markup}`,
        `X-Markup: ${markup}`,
        `Content-Type: multipart/mixed; boundary="-"`,
        '',
        `---\r\n\r\n${markup}`,
        `---\r\nContent-Disposition: attachment; filename="${quoted}"\r\n\r\nx`,
        '-----',
      ].join('\r\n');
      const envelope = { from: 'a@example.org', to: 'b@example.org' };
      await createTransport({ host: '127.0.0.1', port: app.smtpPort }).sendMail({ envelope, raw });

      await open(`Markup ${markup}`);
      const shown = await reader().innerText();
      for (const text of [`${markup} <a@example.org>`, `${markup} <b@example.org>`])
        expect(shown).toContain(text);
      expect((await page.getByRole('tabpanel', { name: 'Text' }).innerText()).trim()).toBe(markup);
      expect(await page.getByRole('list', { name: 'Attachments' }).innerText()).toContain(markup);
      await tab('Headers').click();
      expect(await page.getByRole('tabpanel', { name: 'Headers' }).innerText()).toContain(markup);
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.title()).toBe('Inbox');
    });
  });
});
