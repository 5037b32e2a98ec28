// What the bench compiles and installs, in a folder of its own that may be deleted at any time.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { html, text } from './client/messages.mjs';

export const cache = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'nestjs-spring-mail-bench',
);

const MEGABYTE = 1024 * 1024;

const springPackages = [
  ...['context-support', 'context', 'core', 'beans'].map((name) => `libspring-${name}-java`),
  'libcommons-logging-java',
  'libmail-java',
  'libactivation-java',
];
const peerPackages = [
  '@nestjs-modules/mailer@2.3.7',
  // It is needed and not declared.
  'lodash@4',
  'nodemailer@10',
  '@nestjs/common@12',
  '@nestjs/core@12',
  'reflect-metadata@0.2',
  'rxjs@7',
];

/** The program of a C file; undefined where there is no compiler. */
export function compiled(source) {
  const program = join(cache, basename(source, '.c'));
  return made(program, source, () => run('gcc', '-O2', '-D_GNU_SOURCE', '-o', program, source)) && program;
}

/** The class path of SpringSend; undefined without Java and Debian's packages of Spring. */
export function spring(source) {
  const folder = join(cache, 'spring');
  const done = made(join(folder, 'SpringSend.class'), source, () => {
    run('apt-get', 'download', '-q', ...springPackages);
    for (const name of readdirSync(cache).filter((file) => file.endsWith('.deb')))
      run('dpkg', '-x', name, folder);
    run('javac', '-encoding', 'UTF-8', '-cp', classPath(folder), '-d', folder, source);
    writeFileSync(join(folder, 'text.txt'), text);
    writeFileSync(join(folder, 'html.html'), html);
  });
  return done && { folder, classPath: classPath(folder) };
}

/** The folder where @nestjs-modules/mailer is beside its clients; undefined where npm cannot fetch it. */
export function nestModules(clients) {
  const folder = join(cache, 'nest-modules');
  const installed = join(folder, 'node_modules/@nestjs-modules/mailer/package.json');
  const done = made(installed, undefined, () => {
    const prefix = ['--prefix', folder, '--no-audit', '--no-fund', '--legacy-peer-deps', '--loglevel=error'];
    run('npm', 'install', ...prefix, ...peerPackages);
  });
  if (!done) return undefined;
  cpSync(clients, folder, { recursive: true });
  return folder;
}

/** A file of so many megabytes that do not compress. */
export function fileOf(megabytes) {
  const file = join(cache, `${megabytes}-mb.bin`);
  const complete = existsSync(file) && statSync(file).size === megabytes * MEGABYTE;
  if (!complete) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(file, '');
    for (let count = 0; count < megabytes; count += 1) appendFileSync(file, randomBytes(MEGABYTE));
  }
  return file;
}

function classPath(folder) {
  const jars = join(folder, 'usr/share/java');
  return [folder, ...readdirSync(jars).map((name) => join(jars, name))].join(':');
}

/** Makes a file unless it is there and newer than its source, if it has one; tells why when it cannot. */
function made(file, source, make) {
  const age = source === undefined ? 0 : statSync(source).mtimeMs;
  if (existsSync(file) && statSync(file).mtimeMs > age) return true;
  mkdirSync(join(file, '..'), { recursive: true });
  try {
    make();
    return true;
  } catch (error) {
    console.error(
      `Left out, ${basename(file)} cannot be made: ${String(error.stderr ?? error.message)
        .trim()
        .split('\n')
        .at(-1)}`,
    );
    return false;
  }
}

function run(command, ...words) {
  execFileSync(command, words, { cwd: cache, stdio: ['ignore', 'ignore', 'pipe'] });
}
