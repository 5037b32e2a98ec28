import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { describeWith } from '../support/describe-with.js';
import { post, readMail, readMails, type RunningSampleApp, startSampleApp } from '../support/sample-app.js';

describeWith(['chromium'], 'the pages of the sample app', () => {
  let app: RunningSampleApp;
  let browser: Browser;
  let context: BrowserContext;
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
    context = await browser.newContext();
    context.setDefaultTimeout(10_000);
    page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(app.url);
  });
  afterEach(async () => {
    await context.close();
    if (complaints.length > 0) throw new Error(`The page failed: ${complaints.join('; ')}`);
  });

  const form = (name: string): Locator => page.getByRole('form', { name });

  async function openMailbox(): Promise<Page> {
    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: 'the mailbox' }).click();
    return opened;
  }

  it('send a mail that arrives in the mailbox, beside the first one', async () => {
    const mailbox = await openMailbox();
    await mailbox.getByRole('link', { name: 'Welcome' }).waitFor();
    await form('Write a mail').getByLabel('To').fill('form@example.org');
    await form('Write a mail').getByLabel('Subject').fill('By hand 🖐');
    await form('Write a mail').getByLabel('Text').fill('written in the form');
    await form('Write a mail').getByRole('button', { name: 'Send' }).click();
    await form('Write a mail').getByRole('status').filter({ hasText: 'on its way' }).waitFor();
    await mailbox.getByRole('link', { name: 'By hand 🖐' }).click();
    await mailbox.getByRole('heading', { name: 'By hand 🖐' }).waitFor();
    expect((await mailbox.getByRole('tabpanel').innerText()).trim()).toBe('written in the form');
  });

  it('keep what was typed and say what is wrong when a mail is refused', async () => {
    await form('Write a mail').getByLabel('To').fill('one@example.org, two@example.org');
    await form('Write a mail').getByLabel('Subject').fill('Two at once');
    await form('Write a mail').getByLabel('Text').fill('not sent');
    await form('Write a mail').getByRole('button', { name: 'Send' }).click();
    await form('Write a mail')
      .getByRole('alert')
      .filter({ hasText: 'Write several recipients as a list' })
      .waitFor();
    expect(await form('Write a mail').getByLabel('Text').inputValue()).toBe('not sent');
    expect((await readMails(app)).map(({ subject }) => subject)).not.toContain('Two at once');
  });

  it('sign up, and the link in the mail opens the confirmation in a new tab', async () => {
    await form('Sign up').getByLabel('Name').fill('Grace');
    await form('Sign up').getByLabel('Mail address').fill('grace@example.org');
    await form('Sign up').getByRole('button', { name: 'Sign up' }).click();
    const mailbox = await openMailbox();
    await mailbox.getByRole('link', { name: 'Please confirm your address' }).click();
    const confirmation = mailbox.waitForEvent('popup');
    const mail = mailbox.frameLocator('iframe[title="The mail as HTML"]');
    await mail.getByRole('link', { name: 'Confirm my address' }).click();
    expect(await (await confirmation).locator('body').innerText()).toContain('Your address is confirmed.');
  });

  it('order, and the receipt has its table, its logo and its PDF', async () => {
    await form('Order').getByLabel('Name').fill('Grace');
    await form('Order').getByLabel('Mail address').fill('order@example.org');
    await form('Order').getByRole('button', { name: 'Order' }).click();
    const mailbox = await openMailbox();
    await mailbox.getByRole('link', { name: 'Receipt 2026-0001' }).click();
    const mail = mailbox.frameLocator('iframe[title="The mail as HTML"]');
    await mail.getByRole('cell', { name: '17.00 €' }).waitFor();
    const logo = mail.getByRole('img', { name: 'Sample Shop' });
    await logo.waitFor();
    expect(await logo.evaluate((image) => Reflect.get(image, 'naturalWidth') as unknown)).toBe(240);
    await mailbox.getByRole('link', { name: 'receipt-2026-0001.pdf' }).waitFor();
  });

  it('set a new password with the code that came by mail', async () => {
    await post(app, '/sign-up', { email: 'reset@example.org', name: 'Reset' });
    const [{ id } = { id: '' }] = await readMails(app);
    const link = /token=\S+/.exec((await readMail(app, id)).text)?.[0];
    await fetch(new URL(`/sign-up/confirm?${link}`, app.url));
    await form('Forgot the password').getByLabel('Mail address').fill('reset@example.org');
    await form('Forgot the password').getByRole('button').click();
    const mailbox = await openMailbox();
    const subject = await mailbox.getByRole('link', { name: 'Your code is' }).innerText();
    await form('New password').getByLabel('Mail address').fill('reset@example.org');
    await form('New password')
      .getByLabel('Code')
      .fill(/\b\d{6}\b/.exec(subject)?.[0] ?? '');
    await form('New password').getByLabel('Password').fill('correct horse battery');
    await form('New password').getByRole('button').click();
    const done = form('New password').getByRole('status').filter({ hasText: 'The password is the new one.' });
    await done.waitFor();
    expect(await form('New password').getByLabel('Code').inputValue()).toBe('');
  });

  it('fit on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});
