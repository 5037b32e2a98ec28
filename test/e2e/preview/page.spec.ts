import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { MailMessage } from 'nestjs-spring-mail';
import { handlebars } from 'nestjs-spring-mail/handlebars';
import { launchBrowser } from '../../support/browser.js';
import { describeWith } from '../../support/describe-with.js';
import { type PreviewApp, startPreviewApp } from '../../support/preview-app.js';
import { keptFolder } from '../../support/temporary-folder.js';

const templates = {
  'welcome.hbs': '---\nsubject: Welcome, {{name}}\n---\n<h1>Hello {{name}}</h1>',
  'welcome.ko.hbs': '---\nsubject: 환영합니다, {{name}}\n---\n<h1>안녕하세요 {{name}}</h1>',
  'welcome.preview.json':
    '[{"title":"Ann","context":{"name":"Ann"}},{"title":"Bob","context":{"name":"Bob"}}]',
  'orders/receipt.text.hbs': 'Total: {{total}}',
};

describeWith(['chromium'], 'the page of the preview', () => {
  let preview: PreviewApp;
  let browser: Browser;
  let page: Page;
  let directory: string;
  /** Errors of the page's own script. */
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    directory = keptFolder(templates);
    preview = await startPreviewApp({
      prefix: 'api',
      mail: { templates: { directory, engine: handlebars() } },
      preview: { previews: { 'orders/receipt': { total: 9 } } },
    });
  });
  afterEach(async () => {
    await page.context().close();
    await preview.app.close();
    await rm(directory, { recursive: true });
    if (complaints.length > 0) throw new Error(`The page failed: ${complaints.join('; ')}`);
  });

  async function openPage(options: BrowserContextOptions = {}): Promise<void> {
    complaints = [];
    page = await browser.newPage(options);
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(preview.url);
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
  }

  const send = (message: Partial<MailMessage>) =>
    preview.mail.send({ to: 'ann@example.org', text: 'x', ...message } as MailMessage);
  const row = (subject: string): Locator => page.locator('#mail-list a').filter({ hasText: subject });
  const rows = (): Promise<string[]> => page.locator('#mail-list .subject').allTextContents();
  const reader = (): Locator => page.getByRole('article', { name: 'The open mail' });
  const mailFrame = () => page.frameLocator('iframe[title="The mail as HTML"]');
  const inMail = (expression: string): unknown =>
    page
      .frames()
      .find((frame) => frame.url().endsWith('/html'))
      ?.evaluate(expression);
  const tab = (name: string): Locator => page.getByRole('tab', { name, exact: true });
  const focused = (): Promise<string | null> => page.locator(':focus').textContent();
  const title = (text: string): Promise<void> => page.getByRole('heading', { name: text }).waitFor();

  async function open(subject: string): Promise<void> {
    await row(subject).click();
    await title(subject);
  }

  it('shows mails as they arrive, the newest on top, and says so to who cannot see it', async () => {
    await openPage();
    await page.getByText('No mails yet.').waitFor();
    await page.evaluate('window.isSamePage = true');
    await send({ subject: 'First of two' });
    await send({ subject: 'Second of two' });
    await row('First of two').waitFor();
    await row('Second of two').waitFor();
    expect(await rows()).toEqual(['Second of two', 'First of two']);
    const news = page.getByRole('status').filter({ hasText: 'New mail to ann@example.org: Second of two' });
    await news.waitFor();
    expect(await page.title()).toBe('Mailbox (2)');
    expect(await page.evaluate('window.isSamePage')).toBe(true);
  });

  it('shows HTML, text, headers and source of one mail', async () => {
    await openPage();
    await send({ subject: 'Four parts', text: 'the text 🧵', html: '<h1 style="color: teal">the HTML</h1>' });
    await open('Four parts');
    const heading = mailFrame().getByRole('heading', { name: 'the HTML' });
    await heading.waitFor();
    expect(await inMail("getComputedStyle(document.querySelector('h1')).color")).toBe('rgb(0, 128, 128)');
    await tab('Text').click();
    expect((await page.getByRole('tabpanel').innerText()).trim()).toBe('the text 🧵');
    expect(await heading.isVisible()).toBe(false);
    await tab('Headers').click();
    expect(await page.getByRole('tabpanel').textContent()).toMatch(/Message-ID<[^>]+@example\.com>/u);
    await tab('Source').click();
    await page.getByRole('tabpanel').filter({ hasText: 'MIME-Version: 1.0' }).waitFor();
  });

  it('tells who else gets a mail', async () => {
    await openPage();
    await send({ subject: 'Open', bcc: [] });
    await open('Open');
    expect(await reader().getByText('Goes to').isVisible()).toBe(false);
    await send({ subject: 'Hidden', bcc: 'bob@example.org' });
    await open('Hidden');
    expect(await reader().locator('.recipients').innerText()).toBe('ann@example.org, bob@example.org');
  });

  it('shows a mail at the width of a phone, and the list or the mail on one', async () => {
    await openPage({ viewport: { width: 360, height: 740 } });
    await send({ subject: `Phone ${'wide'.repeat(60)}`, html: '<p>narrow</p>', text: 'x'.repeat(500) });
    await open('Phone');
    expect(await page.locator('#mail-list').isVisible()).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.setViewportSize({ width: 1280, height: 800 });
    const width = () => inMail('document.documentElement.clientWidth');
    expect(await width()).toBeGreaterThan(600);
    await page.getByText('Phone', { exact: true }).click();
    expect(await width()).toBe(375);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByRole('link', { name: 'Back to the list' }).click();
    await page.locator('#mail-list').waitFor({ state: 'visible' });
    expect(await page.locator('#reader').isVisible()).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });

  it('finds mails, also those that arrive while one searches', async () => {
    await openPage();
    await send({ subject: 'Receipt 1', text: 'Total 9' });
    await send({ subject: 'Welcome' });
    await page.getByRole('searchbox', { name: 'Search mails' }).fill('total');
    await row('Welcome').waitFor({ state: 'hidden' });
    await send({ subject: 'Receipt 2', text: 'Total 8' });
    await row('Receipt 2').waitFor();
    expect(await rows()).toEqual(['Receipt 2', 'Receipt 1']);
    await page.getByRole('searchbox').fill('nowhere');
    await page.getByText('No mail has these words.').waitFor();
  });

  it('saves attachments and the mail itself', async () => {
    await openPage();
    await send({ subject: 'With a file', attachments: [{ filename: '결산.txt', content: 'sum' }] });
    await open('With a file');
    const saved = async (name: string) => {
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name }).click();
      const file = await download;
      return [file.suggestedFilename(), await readFile(await file.path(), 'utf8')];
    };
    expect(await saved('결산.txt')).toEqual(['결산.txt', 'sum']);
    expect(await saved('Save as .eml')).toEqual([
      'With a file.eml',
      expect.stringContaining('Subject: With a file'),
    ]);
  });

  it('deletes one mail, and all after a question', async () => {
    await openPage();
    for (const subject of ['one', 'two', 'three']) await send({ subject });
    await open('two');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await title('one');
    expect(await rows()).toEqual(['three', 'one']);
    await page.getByRole('button', { name: 'Delete all' }).click();
    await page.getByRole('button', { name: 'Keep them' }).click();
    expect(await rows()).toEqual(['three', 'one']);
    await page.getByRole('button', { name: 'Delete all' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete all' }).click();
    await page.getByText('No mails yet.').waitFor();
    await page.getByText('Choose a mail to read it.').waitFor();
  });

  it('can be used with the keyboard alone', async () => {
    await openPage();
    for (const subject of ['lower', 'middle', 'upper']) await send({ subject, html: `<p>${subject}</p>` });
    await row('upper').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toContain('upper');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await title('middle');
    expect(await focused()).toBe('middle');
    for (let steps = 0; steps < 10 && (await focused()) !== 'HTML'; steps++) await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('Text');
    expect((await page.getByRole('tabpanel').innerText()).trim()).toBe('x');
    await page.keyboard.press('Escape');
    await page.getByText('Choose a mail to read it.').waitFor();
    expect(await focused()).toContain('middle');
    await page.keyboard.press('Delete');
    await row('middle').waitFor({ state: 'hidden' });
    expect(await focused()).toContain('lower');
  });

  it('shows a template with its samples, in its locales, and its file as soon as it is saved', async () => {
    await openPage();
    await page.getByRole('link', { name: 'Templates' }).click();
    await page.getByRole('link', { name: 'welcome' }).click();
    await title('Welcome, Ann');
    await mailFrame().getByRole('heading', { name: 'Hello Ann' }).waitFor();

    await writeFile(
      join(directory, 'welcome.hbs'),
      '---\nsubject: Hi, {{name}}\n---\n<h1>Good day, {{name}}</h1>',
    );
    await title('Hi, Ann');
    await mailFrame().getByRole('heading', { name: 'Good day, Ann' }).waitFor();

    await page.getByLabel('Sample').selectOption('Bob');
    await mailFrame().getByRole('heading', { name: 'Good day, Bob' }).waitFor();
    await page.getByLabel('Locale').selectOption('ko');
    await title('환영합니다, Bob');
    await mailFrame().getByRole('heading', { name: '안녕하세요 Bob' }).waitFor();
    expect(await page.evaluate('history.length')).toBeLessThan(6);
  });

  it('says what is wrong with a template, until it is not', async () => {
    await openPage();
    await page.goto(`${preview.url}/#template/welcome`);
    await mailFrame().getByRole('heading', { name: 'Hello Ann' }).waitFor();
    const fault = page.getByRole('alert');
    await writeFile(join(directory, 'welcome.hbs'), '<h1>{{#if}}</h1>');
    await fault.filter({ hasText: 'welcome.hbs' }).waitFor();
    await writeFile(join(directory, 'welcome.hbs'), '<h1>Repaired, {{name}}</h1>');
    await mailFrame().getByRole('heading', { name: 'Repaired, Ann' }).waitFor();
    await fault.waitFor({ state: 'hidden' });
    await writeFile(join(directory, 'welcome.preview.json'), '{');
    await fault.filter({ hasText: 'welcome.preview.json is not right' }).waitFor();
    expect(await page.getByRole('link', { name: 'welcome' }).innerText()).toContain('0 samples');
  });

  it('shows a template with samples of the options, and with what one types', async () => {
    await openPage();
    await page.goto(`${preview.url}/#template/orders%2Freceipt`);
    await page.getByRole('tabpanel').filter({ hasText: 'Total: 9' }).waitFor();
    await tab('Context').click();
    await page.getByRole('textbox', { name: 'Context of the template' }).fill('{ "total": 17 }');
    await tab('Text').click();
    await page.getByRole('tabpanel').filter({ hasText: 'Total: 17' }).waitFor();
    await tab('Context').click();
    await page.getByRole('textbox', { name: 'Context of the template' }).fill('{ "total"');
    const fault = page.getByRole('alert').filter({ hasText: 'not JSON' });
    await fault.waitFor();
    expect(await fault.innerText()).toContain('Write an object');
  });

  it('shows markup in subject, names, text, headers and file names as text', async () => {
    await openPage();
    const markup = `<img src=x onerror="document.title='ran'">`;
    await send({
      subject: `Markup ${markup}`,
      to: { name: markup, address: 'b@example.org' },
      text: markup,
      headers: { 'X-Markup': markup },
      attachments: [{ filename: `${markup}.txt`, content: 'x' }],
    });
    await open('Markup');
    const shown = await reader().innerText();
    expect(shown).toContain(`${markup} <b@example.org>`);
    expect((await page.getByRole('tabpanel', { name: 'Text' }).innerText()).trim()).toBe(markup);
    await tab('Headers').click();
    expect(await page.getByRole('tabpanel', { name: 'Headers' }).innerText()).toContain(markup);
    expect(await reader().locator('img').count()).toBe(0);
    expect(await page.title()).toBe('Mailbox (1)');
  });

  it.each(['light', 'dark'] as const)(
    'has a look of its own where people like it %s',
    async (colorScheme) => {
      await openPage({ colorScheme });
      const [ground = 0] =
        (await page.evaluate<string>('getComputedStyle(document.body).backgroundColor'))
          .match(/\d+/gu)
          ?.map(Number) ?? [];
      expect(ground > 128).toBe(colorScheme === 'light');
    },
  );
});
