import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { link, MailCatcher } from 'nestjs-spring-mail/testing';
import { install, pack } from '../../scripts/packed-package.mjs';
import { follow, start } from '../support/quick-start.js';

const ann = { email: 'ann@example.org', name: 'Ann' };

describe('the quick start', () => {
  let folder: string;
  let catcher: MailCatcher;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nestjs-spring-mail-quick-start-'));
    const nest = ['common', 'config', 'core', 'platform-express', 'testing'].map((name) => `@nestjs/${name}`);
    install(folder, pack(folder), [
      ...nest,
      '@jest/globals',
      '@types/node',
      'bullmq',
      'handlebars',
      'ioredis',
      'nodemailer',
      'postal-mime',
      'reflect-metadata',
      'rxjs',
    ]);
    catcher = await MailCatcher.start();
  }, 30_000);
  afterAll(async () => {
    await catcher.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const variables = () => ({ ...catcher.env, NEST_MAIL_DEFAULTS_FROM: 'Shop <shop@example.org>' });

  it('sends its first mail by the code of step 2', async () => {
    follow(folder, 2);
    const app = await start(folder, variables());
    expect(await app.signUp(ann)).toBe(201);
    await app.stop();
    const mail = await catcher.mailbox.waitFor({ to: ann.email, subject: 'Welcome 👋' });
    expect(link(mail, /confirm/u)).toContain('token=42');
    expect(mail.from?.address).toBe('shop@example.org');
  }, 30_000);

  it('sends its template by the code of step 5', async () => {
    follow(folder, 5);
    const app = await start(folder, variables());
    expect(await app.signUp(ann)).toBe(201);
    await app.stop();
    const mail = await catcher.mailbox.waitFor({ to: ann.email, subject: 'Welcome, Ann 👋' });
    expect(mail.html).toContain('<p>Hello Ann,</p>');
    expect(link(mail, /confirm/u)).toContain('token=42');
  }, 30_000);

  it('compiles with the queue of step 6', () => {
    expect(() => follow(folder, 6)).not.toThrow();
  }, 30_000);
});
