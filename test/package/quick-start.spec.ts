import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { install, pack } from '../../scripts/packed-package.mjs';
import { follow, start } from '../support/quick-start.js';

const ann = { email: 'ann@example.org', name: 'Ann' };

describe('the quick start', () => {
  let folder: string;
  beforeAll(() => {
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
  }, 30_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('sends its first mail by the code of step 2, and shows it', async () => {
    follow(folder, 2);
    const app = await start(folder);
    expect(await app.signUp(ann)).toBe(201);
    const { subject, source } = await app.newest();
    await app.stop();
    expect(subject).toBe('Welcome 👋');
    expect(source).toContain('From: Shop <shop@example.org>');
    expect(source).toContain('confirm?token=42');
  }, 30_000);

  it('sends its template by the code of step 5', async () => {
    follow(folder, 5);
    const app = await start(folder);
    expect(await app.signUp(ann)).toBe(201);
    const { subject, source } = await app.newest();
    await app.stop();
    expect(subject).toBe('Welcome, Ann 👋');
    expect(source).toContain('<p>Hello Ann,</p>');
  }, 30_000);

  it('compiles with the queue of step 6', () => {
    expect(() => follow(folder, 6)).not.toThrow();
  }, 30_000);
});
