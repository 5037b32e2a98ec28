import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { blocksOf } from './docs-code.js';
import { freePorts } from './free-port.js';
import { listening } from './listening.js';
import { run } from '../../scripts/packed-package.mjs';

const PAGE = 'docs/quick-start.md';
const blocks = blocksOf(PAGE);

/** What `nest new` makes, as far as the steps build on it, and the words of tests that it brings. */
const OF_NEST_NEW: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'src/main.ts': `
    import { NestFactory } from '@nestjs/core';
    import { AppModule } from './app.module.js';
    const app = await NestFactory.create(AppModule);
    app.enableShutdownHooks();
    await app.listen(process.env.PORT ?? 3000);`,
  'src/app.service.ts': 'export class AppService {}',
  'src/app.controller.ts': `
    import { Controller } from '@nestjs/common';
    @Controller() export class AppController {}`,
  'test/words.d.ts': `
    declare module 'supertest';
    declare const describe: typeof import('@jest/globals').describe;
    declare const it: typeof import('@jest/globals').it;
    declare const expect: typeof import('@jest/globals').expect;
    declare const beforeEach: typeof import('@jest/globals').beforeEach;
    declare const afterEach: typeof import('@jest/globals').afterEach;`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      module: 'nodenext',
      target: 'ES2023',
      strict: true,
      strictPropertyInitialization: false,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      skipLibCheck: false,
      rootDir: '.',
      outDir: 'dist',
      types: ['node'],
    },
    include: ['src', 'test'],
  }),
};

/** Writes what the page has written by the end of a step: the files that name themselves, and the template. */
export function follow(folder: string, step: number): void {
  const next = readFileSync(PAGE, 'utf8')
    .split('\n')
    .findIndex((line) => line.startsWith(`## ${step + 1}.`));
  const shown = blocks
    .filter(({ line, code }) => (next === -1 || line < next) && !code.includes('smtp.gmail.com'))
    .flatMap(({ language, code }) => fileOf(language, code));
  for (const [path, text] of [...Object.entries(OF_NEST_NEW), ...shown]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  run('npx', 'tsc', '-p', folder);
  // As `nest build` does with assets.
  const templates = join(folder, 'src/templates');
  if (existsSync(templates)) cpSync(templates, join(folder, 'dist/src/templates'), { recursive: true });
}

function fileOf(language: string, code: string): [path: string, text: string][] {
  if (language === 'handlebars') return [['src/templates/welcome.hbs', code]];
  const path = /^(?:\/\/|#) (?<path>\S+\.(?:ts|yml))\n/u.exec(code)?.groups?.['path'];
  return path === undefined ? [] : [[path, code]];
}

/** The application while it runs. */
export interface RunningQuickStart {
  /** @returns the status of the answer */
  signUp(body: Readonly<Record<string, string>>): Promise<number>;
  /** What the mailbox page shows: the newest mail, and its source. */
  newest(): Promise<{ subject: string; source: string }>;
  stop(): Promise<void>;
}

/** Starts what `follow` made, on ports of its own. */
export async function start(folder: string): Promise<RunningQuickStart> {
  const [port = 0, smtpPort = 0] = await freePorts(2);
  const child = spawn(process.execPath, ['dist/src/main.js'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PORT: String(port), SPRING_MAIL_PORT: String(smtpPort) },
    stdio: 'ignore',
  });
  await listening(port);
  const text = async (path: string): Promise<string> =>
    (await fetch(`http://127.0.0.1:${port}/${path}`)).text();
  return {
    async newest() {
      const { mails }: { mails: { id: string; subject: string }[] } = JSON.parse(await text('mail/mails'));
      const [mail] = mails;
      if (mail === undefined) throw new Error('The mailbox is empty.');
      return { subject: mail.subject, source: await text(`mail/mails/${mail.id}/source`) };
    },
    async signUp(body) {
      const headers = { 'Content-Type': 'application/json' };
      const request = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await fetch(`http://127.0.0.1:${port}/sign-up`, request)).status;
    },
    stop: () => ended(child),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
