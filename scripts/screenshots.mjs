// Takes the pictures of docs/images from the sample app, which must be built: npm run screenshots
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { chromium } from 'playwright-core';

const folder = 'docs/images';
const desktop = { width: 1180, height: 740 };
const phone = { width: 390, height: 740 };

async function freePort() {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return String(port);
}

const env = { ...process.env, PORT: await freePort(), SPRING_MAIL_PORT: await freePort() };
const app = spawn(process.execPath, ['dist/main.js'], { cwd: 'sample-app', env });
await once(app.stdout, 'data');
const url = `http://127.0.0.1:${env.PORT}`;

const headers = { 'Content-Type': 'application/json' };
const post = (path, body = {}) => fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });

async function send() {
  // The first mail has characters that not every machine has a font for.
  await fetch(`${url}/mail/mails`, { method: 'DELETE' });
  for (const name of ['Ann', 'Bob']) await post('/sign-up', { name, email: `${name}@example.org` });
  const { mails } = await (await fetch(`${url}/mail/mails`)).json();
  for (const { id } of mails) {
    const { text } = await (await fetch(`${url}/mail/mails/${id}`)).json();
    await fetch(/http\S+\/confirm\?token=\S+/u.exec(text)[0]);
  }
  await post('/digest');
  await post('/password-reset', { email: 'Bob@example.org' });
  await post('/orders', { name: 'Ann', email: 'ann@example.org', notebooks: 2, pens: 1 });
}

async function take(browser, name, { hash = '', ...options }, prepare) {
  const page = await browser.newPage({ viewport: desktop, ...options });
  await page.goto(`${url}/mail/${hash}`);
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
  await prepare(page);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.close();
}

async function openReceipt(page) {
  await page.getByRole('link', { name: 'receipt' }).first().click();
  await page.frameLocator('iframe').getByText('Notebook').first().waitFor();
}

const executablePath = process.env.CHROMIUM ?? spawnSync('which', ['chromium']).stdout.toString().trim();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  await send();
  await take(browser, 'mailbox-light', {}, openReceipt);
  await take(browser, 'mailbox-dark', { colorScheme: 'dark' }, openReceipt);
  await take(browser, 'mailbox-phone', { viewport: phone, isMobile: true, hasTouch: true }, openReceipt);
  await take(browser, 'mailbox-template', { hash: '#template/sign-up%2Fconfirm' }, async (page) => {
    await page.frameLocator('iframe').getByText('Hello Ann').first().waitFor();
    await page.getByText('Phone', { exact: true }).click();
  });
} finally {
  await browser.close();
  app.kill();
}
