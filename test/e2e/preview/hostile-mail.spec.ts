import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../support/browser.js';
import { describeWith } from '../../support/describe-with.js';
import { type PreviewApp, startPreviewApp } from '../../support/preview-app.js';
import { setTrap, type Trap } from '../../support/trap.js';
import { until } from '../../support/until.js';

/** Whatever a mail can hold that runs, loads or leads away, each with a path of its own. */
const hostileMail = (origin: string): string => `
  <base href="${origin}/base/" target="_self">
  <meta http-equiv="refresh" content="0; url=${origin}/refresh">
  <link rel="stylesheet" href="${origin}/style"><link rel="preload" as="image" href="${origin}/preload">
  <link rel="preconnect" href="${origin}"><LINK/rel="dns-prefetch" href="${origin}">
  <link rel="prefetch" href="${origin}/prefetch"><link rel="icon" href="${origin}/icon">
  <style>@import "${origin}/import"; @font-face { font-family: x; src: url(${origin}/font) } p { font-family: x }</style>
  <script>document.title = 'script ran'; top.ran = 'script'; fetch('${origin}/script')</script>
  <script src="${origin}/script-file"></script>
  <p>Harmless to look at</p>
  <img src="data:," onerror="top.ran = 'onerror'; fetch('${origin}/onerror')">
  <img src="${origin}/pixel"><img srcset="${origin}/srcset 1x"><img src="pixel-below-base">
  <picture><source srcset="${origin}/source"><img></picture><input type="image" src="${origin}/input">
  <div style="background: url(${origin}/background)" onclick="top.ran = 'onclick'">styled</div>
  <table background="${origin}/table"><tr><td>x</td></tr></table>
  <svg><image href="${origin}/svg-image"/><use href="${origin}/use"/><script>top.ran = 'svg'</script></svg>
  <video src="${origin}/video" poster="${origin}/poster" autoplay></video><audio src="${origin}/audio"></audio>
  <iframe src="${origin}/frame"></iframe><iframe srcdoc="<img src=${origin}/srcdoc>"></iframe>
  <object data="${origin}/object"></object><embed src="${origin}/embed">
  <form action="${origin}/form" method="get"><button id="submit">Send</button></form>
  <a id="script" href="javascript:top.ran='link';fetch('${origin}/link')">script link</a>
  <a id="script-tab" target="_blank" href="javascript:opener.ran='tab';fetch('${origin}/tab')">script tab</a>
  <a id="top" target="_top" href="${origin}/top">top link</a>
  <a id="self" target="_self" href="${origin}/self" ping="${origin}/ping">self link</a>`;

describeWith(['chromium'], 'a hostile mail in the preview', () => {
  let preview: PreviewApp;
  let browser: Browser;
  let page: Page;
  let trap: Trap;
  let said: string[];

  beforeAll(async () => {
    [preview, browser] = await Promise.all([startPreviewApp(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await preview.app.close();
  });
  beforeEach(async () => {
    trap = await setTrap();
    said = [];
    page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => said.push(message.text()));
  });
  afterEach(async () => {
    await page.context().close();
    await trap.close();
  });

  const mailFrame = () => page.frameLocator('iframe[title="The mail as HTML"]');
  const blocked = (path: string): Promise<void> => until(() => said.some((text) => text.includes(path)));

  async function open(html: string): Promise<void> {
    // The port of a trap may be that of an earlier one.
    const subject = randomUUID();
    const { messageId } = await preview.mail.send({ to: 'ann@example.org', subject, html });
    expect(messageId).not.toBe('');
    await page.goto(preview.url);
    await page.getByRole('link', { name: subject }).click();
    await page.getByRole('heading', { name: subject }).waitFor();
  }

  async function expectNothing(): Promise<void> {
    expect(trap.hits).toEqual([]);
    expect(await page.evaluate('window.ran')).toBe(undefined);
    expect(await page.title()).toMatch(/^Mailbox/u);
    expect(page.url()).toContain('/mail/#mail/');
  }

  it('runs nothing and loads nothing by itself', async () => {
    await open(hostileMail(trap.origin));
    await mailFrame().getByText('Harmless to look at').waitFor();
    // The browser says what it refused: so it was tried.
    const tried = [
      '/pixel',
      '/srcset',
      '/background',
      '/table',
      '/import',
      '/poster',
      '/base/',
      'Blocked script',
    ];
    for (const path of tried) await blocked(path);
    await expectNothing();
    const document = page.frames().find((frame) => frame.url().endsWith('/html'));
    expect(await document?.evaluate('[origin, document.title]')).toEqual(['null', '']);
  });

  it('runs nothing when its links and buttons are used', async () => {
    await open(hostileMail(trap.origin));
    await mailFrame().getByText('styled').click();
    await mailFrame().locator('#submit').click();
    await blocked('/form');
    await mailFrame().locator('#script').click();
    await mailFrame().locator('#script-tab').click();
    await mailFrame().locator('#top').click();
    await blocked("'allow-top-navigation'");
    expect(said.join('\n')).toContain('javascript:');
    // A browser may connect to where a link leads that somebody uses.
    trap.hits.splice(0, Infinity, ...trap.hits.filter((hit) => hit !== 'connection'));
    await expectNothing();
  });

  it('loads its images, and still runs nothing, after a click', async () => {
    await open(hostileMail(trap.origin));
    await page.getByRole('button', { name: 'Load remote images' }).click();
    const images = ['/pixel', '/srcset', '/source', '/background', '/table'];
    await until(() => images.every((path) => trap.hits.includes(path)));
    await mailFrame().getByText('Harmless to look at').waitFor();
    const others = trap.hits.filter(
      (path) => !['connection', ...images, '/svg-image', '/input', '/poster'].includes(path),
    );
    expect(others).toEqual([]);
    expect(await page.evaluate('window.ran')).toBe(undefined);
  });

  it('opens links in a tab that knows nothing of the mailbox', async () => {
    await open(`<a href="${trap.origin}/link">there</a>`);
    const opened = page.waitForEvent('popup');
    await mailFrame().getByRole('link', { name: 'there' }).click();
    const tab = await opened;
    await until(() => trap.hits.includes('/link'));
    expect(await tab.evaluate('[window.opener, document.referrer]')).toEqual([null, '']);
  });

  it('would run and load it in a page without this protection', async () => {
    const bare = await browser.newPage();
    await bare.route('http://unprotected.test/', (route) =>
      route.fulfill({ body: hostileMail(trap.origin), contentType: 'text/html' }),
    );
    const requested: string[] = [];
    bare.on('request', (request) => requested.push(new URL(request.url()).pathname));
    await bare.goto('http://unprotected.test/');
    const all = [
      '/script',
      '/onerror',
      '/pixel',
      '/style',
      '/import',
      '/background',
      '/frame',
      '/srcdoc',
      '/refresh',
    ];
    await until(() => all.every((path) => requested.includes(path)));
    expect(trap.hits).toContain('connection');
    await bare.close();
  });
});
