import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type CommandRun, run } from '../../support/run-cli.js';
import { withFolder } from '../../support/temporary-folder.js';

interface Vector {
  readonly id: string;
  readonly files?: Record<string, string>;
  readonly env?: Record<string, string>;
  readonly args?: string[];
  readonly systemProperties?: Record<string, string>;
  readonly expected?: Record<string, unknown>;
  readonly error?: string;
}

/** Vectors whose outcome differs on purpose; docs/differences-from-spring.md gives the reason by the same id. */
const DIFFERENCES: Readonly<Record<string, Record<string, unknown>>> = {
  '34-pw-octal': { username: '12e3', password: '012345' },
  '36-pw-bool': { password: 'yes' },
  '37-pw-float': { username: '0x1F', password: '1.10' },
};

const { vectors }: { vectors: Vector[] } = JSON.parse(
  readFileSync('test/vectors/spring-config.json', 'utf8'),
);

function runVector({ files = {}, env = {}, args = [], systemProperties = {} }: Vector): Promise<CommandRun> {
  const jvm = Object.entries(systemProperties).map(([name, value]) => `-D${name}=${value}`);
  return withFolder(files, (directory) =>
    run(['config', '--json', '--show-values', '--dir', directory, '--', ...jvm, ...args], env),
  );
}

/** The key that Spring's own error is about. */
function keyIn(error: string): string {
  return /'(spring\.[a-z.-]+)'/u.exec(error)?.[1] ?? 'no key';
}

describe('nestjs-spring-mail config prints what Spring Boot binds', () => {
  it.each(vectors.filter(({ expected }) => expected !== undefined))('$id', async (vector) => {
    const { out } = await runVector(vector);
    expect(JSON.parse(out)).toEqual({ ...vector.expected, ...DIFFERENCES[vector.id] });
  });

  it.each(vectors.filter(({ error }) => error !== undefined))('$id is refused', async (vector) => {
    const { exitCode, out, err } = await runVector(vector);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(err.toLowerCase().replaceAll('_', '.')).toContain(keyIn(vector.error ?? ''));
  });

  it('and every difference is in the documentation', () => {
    const page = readFileSync('docs/differences-from-spring.md', 'utf8');
    for (const id of Object.keys(DIFFERENCES)) expect(page).toContain(id);
  });
});

describe('nestjs-spring-mail config', () => {
  const files = {
    'application.yml': 'spring.mail: {host: localhost, port: 465, username: ann, password: hunter2}\n',
    'application-dev.yml': 'spring.mail.port: 2525\n',
  };

  it('masks secrets unless they are asked for', async () => {
    const hidden = await withFolder(files, (dir) => run(['config', '--json', '--dir', dir]));
    expect(JSON.parse(hidden.out)).toMatchObject({ username: 'ann', password: '***' });
    const table = await withFolder(files, (dir) => run(['config', '--dir', dir]));
    expect(table.out + table.err).not.toContain('hunter2');
    const shown = await withFolder(files, (dir) => run(['config', '--json', '--show-values', '--dir', dir]));
    expect(JSON.parse(shown.out)).toMatchObject({ password: 'hunter2' });
  });

  it('tells a person where each value comes from', async () => {
    const { out } = await withFolder(files, (dir) =>
      run(['config', '--dir', dir, '--profile', 'dev'], { SPRING_MAIL_HOST: '127.0.0.1' }),
    );
    expect(out).toMatch(/active profiles: dev/u);
    expect(out).toMatch(/spring\.mail\.host = 127\.0\.0\.1 +\(environment variable SPRING_MAIL_HOST\)/u);
    expect(out).toMatch(/spring\.mail\.port = 2525 +\(application-dev\.yml:1:19\)/u);
  });

  it('prints what binds and ends with 1 when our own checks find faults', async () => {
    const { exitCode, out, err } = await withFolder(files, (dir) => run(['config', '--json', '--dir', dir]));
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ port: 465 });
    expect(err).toMatch(/Error: spring\.mail\.port \(application\.yml:1:38\) 465 expects TLS/u);
  });

  it('ends with 0 when all is well', async () => {
    const good = await withFolder(files, (dir) => run(['config', '--dir', dir, '--profile', 'dev']));
    expect(good).toMatchObject({ exitCode: 0, err: '' });
  });

  it.each(['/nowhere/at/all', 'package.json'])('says that %s is no folder', async (dir) => {
    await expect(run(['config', '--dir', dir])).resolves.toMatchObject({
      exitCode: 1,
      out: '',
      err: expect.stringContaining(`no folder ${dir}`),
    });
  });

  it('explains itself when the words are not known', async () => {
    await expect(run(['confg'])).resolves.toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('Usage:'),
    });
    await expect(run(['--help'])).resolves.toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('Usage:'),
    });
  });

  it.each([
    [['confg'], /^There is no command confg\. Did you mean config\?\n/u],
    [
      ['config', '--jsn'],
      /^Unknown option '--jsn'\. Did you mean --json\? `npx .* config --help` lists all\.$/u,
    ],
    [['config', '--profil', 'x'], /Did you mean --profile\?/u],
    [['config', '--unlike-any'], /^Unknown option '--unlike-any'\. `npx /u],
    [['config', 'x'], /^Unexpected argument 'x'.*config --help/u],
    [['config', '--profile'], /argument missing\. .*config --help/u],
    [['config', '--spring.mail.host=x'], /config -- --spring\.mail\.host=…$/u],
  ])('says what to write in place of %j', async (argv, text) => {
    const { exitCode, err } = await run(argv);
    expect(exitCode).toBe(1);
    expect(err).toMatch(text);
  });

  it('explains all commands, or one', async () => {
    const all = await run(['help']);
    for (const name of ['config', 'send', '--dir', '--profile', '-- ARGS']) expect(all.out).toContain(name);
    for (const argv of [
      ['help', 'config'],
      ['config', '--help'],
      ['config', '-h'],
    ]) {
      const one = await run(argv);
      expect(one).toMatchObject({ exitCode: 0, out: expect.stringContaining('--show-values') });
      expect(one.out).not.toContain('--to');
    }
  });
});
