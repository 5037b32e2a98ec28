import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { install, pack, run } from '../../scripts/packed-package.mjs';

const appModule = `import { Module } from '@nestjs/common';

@Module({
  imports: [],
})
export class AppModule {}
`;

/** As strict as a project can be. */
const compilerOptions = {
  module: 'NodeNext',
  target: 'ES2023',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedModules: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  rootDir: 'src',
  outDir: 'dist',
  types: ['node'],
};

/** What the globals of jest and vitest have in common. */
const globals = `import type * as jest from '@jest/globals';
declare global {
  const describe: typeof jest.describe;
  const it: typeof jest.it;
  const expect: typeof jest.expect;
  const beforeEach: typeof jest.beforeEach;
  const afterEach: typeof jest.afterEach;
}
`;

/** Node's own runner, with the same globals. */
const runner = `import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
Object.assign(globalThis, { afterEach, beforeEach, describe, expect, it });
`;

describe.each(['module', 'commonjs'])('the schematics in a project of type %s', (type) => {
  let folder: string;
  const path = (name: string): string => join(folder, name);
  const read = (name: string): string => readFileSync(path(name), 'utf8');
  const write = (name: string, content: unknown): void => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), typeof content === 'string' ? content : JSON.stringify(content));
  };
  const schematic = (name: string, ...args: string[]): string =>
    execFileSync(
      process.execPath,
      [
        resolve('node_modules/@angular-devkit/schematics-cli/bin/schematics.js'),
        `nestjs-spring-mail:${name}`,
        ...args,
      ],
      { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nestjs-spring-mail-schematics-'));
    install(folder, pack(folder), [
      '@nestjs/common',
      '@nestjs/core',
      '@nestjs/testing',
      '@jest/globals',
      'expect',
      '@types/node',
      'handlebars',
      'postal-mime',
      'reflect-metadata',
      'rxjs',
      'nodemailer',
      'yaml',
      'dot-properties',
      'iconv-lite',
    ]);
    write('package.json', { name: 'shop', type, dependencies: { '@nestjs/core': '^12' } });
    write('nest-cli.json', { sourceRoot: 'src', compilerOptions: { deleteOutDir: true } });
    write('tsconfig.json', { compilerOptions, include: ['src'] });
    write('src/app.module.ts', appModule);
    write('src/globals.d.ts', globals);
    write('runner.mjs', runner);
    schematic('nest-add', '--source-root=src', '--skip-install');
    schematic('mail', '--name=welcome', '--source-root=src', '--spec', '--spec-file-suffix=spec');
    schematic('mail', '--name=orders/Receipt', '--source-root=src', '--no-spec');
    run('npx', 'tsc', '-p', folder);
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('set mail up: module, settings, templates that nest build copies, packages', () => {
    expect(read('src/app.module.ts')).toContain('MailModule.forRoot({');
    expect(read('application.yml')).toMatch(/^spring:\n {2}mail:\n {4}host: localhost/u);
    expect(JSON.parse(read('nest-cli.json'))).toEqual({
      sourceRoot: 'src',
      compilerOptions: { deleteOutDir: true, assets: ['**/*.hbs'], watchAssets: true },
    });
    expect(JSON.parse(read('package.json'))).toMatchObject({
      dependencies: { handlebars: expect.any(String) },
      devDependencies: { 'postal-mime': expect.any(String) },
    });
  });

  it('change nothing the second time', () => {
    const files = [
      'src/app.module.ts',
      'application.yml',
      'nest-cli.json',
      'package.json',
      'src/mails/_layout.hbs',
    ];
    const before = files.map(read);
    expect(schematic('nest-add', '--source-root=src', '--skip-install')).toContain('Nothing to be done');
    expect(files.map(read)).toEqual(before);
  });

  it('create mails whose templates know their contexts, in a project as strict as can be', () => {
    const wrong = `import type { MailMessage } from 'nestjs-spring-mail';
      export const message: MailMessage = { to: 'a@example.org', template: 'orders/receipt', context: { nam: 'Ann' } };`;
    write('src/wrong.ts', wrong);
    try {
      expect(() => run('npx', 'tsc', '-p', folder, '--noEmit')).toThrow(/wrong\.ts[^]*'nam' does not exist/u);
    } finally {
      rmSync(path('src/wrong.ts'));
    }
  }, 120_000);

  it('create a test that passes, and that fails when the mail says something else', () => {
    cpSync(path('src/mails'), path('dist/mails'), { recursive: true });
    const test = (): string =>
      execFileSync(
        process.execPath,
        ['--import', './runner.mjs', '--test', 'dist/mails/welcome.mail.spec.js'],
        {
          cwd: folder,
          encoding: 'utf8',
        },
      );
    expect(test()).toMatch(/^# pass 1$/mu);
    write(
      'dist/mails/welcome.hbs',
      read('dist/mails/welcome.hbs').replace('subject: Welcome', 'subject: Bye'),
    );
    expect(test).toThrow('Command failed');
  }, 120_000);
});
