import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { nestModules, spring } from './cache.mjs';

const folder = fileURLToPath(new URL('client', import.meta.url));
const node = (script, task, place = folder) =>
  place && [process.execPath, join(place, script), JSON.stringify(task)];

/** Bytes of a small mail on the wire. */
const SIZE = 5400;

/** Mails that smtp-source sends, which counts them instead of looking at the clock. */
const COUNT = 20_000;

/** The command of each program for a task; undefined where the program is missing. */
export const programs = {
  ours: (task) => node('ours.mjs', task),
  'ours, unsigned': (task) => node('ours.mjs', { ...task, dkim: undefined }),
  'ours, queued': (task) => node('queued.mjs', task),
  'ours, enqueued': (task) => node('enqueue.mjs', task),
  'nodemailer pool': (task) => node('nodemailer.mjs', { ...task, pool: true }),
  'nodemailer pool, unsigned': (task) => node('nodemailer.mjs', { ...task, pool: true, dkim: undefined }),
  nodemailer: (task) => node('nodemailer.mjs', task),
  '@nestjs-modules/mailer': (task) => node('nest-modules.mjs', task, nestModules(folder)),
  'Spring JavaMailSender': ({ host, port, connections, warmUp, seconds }) => {
    const { folder: classes, classPath } = spring(join(folder, 'SpringSend.java')) || {};
    const words = [host, port, connections, warmUp, seconds, classes].map(String);
    return classes && ['java', '-cp', classPath, 'SpringSend', ...words];
  },
  'smtp-source': ({ host, port }) => {
    const mail = ['-l', SIZE, '-f', 'shop@example.test', '-t', 'user@example.test'];
    return ['smtp-source', '-s', '20', '-m', COUNT, ...mail, `${host}:${port}`].map(String);
  },
  'start of ours': (task) => node('start-ours.mjs', task),
  'start of an empty Nest': (task) => node('start-empty.mjs', task),
  'start of @nestjs-modules/mailer': (task) => node('start-nest-modules.mjs', task, nestModules(folder)),
};

/** Runs a program at its end of the line and gives what it measured, such as mails a second; undefined where it is missing. */
export async function measure(name, task, line) {
  const command = programs[name]({ ...task, host: line.host });
  if (!command) return undefined;
  const [program, ...words] = line.within('client', command);
  const start = performance.now();
  const { stdout } = await promisify(execFile)(program, words, { timeout: 300_000 });
  const milliseconds = performance.now() - start;
  if (name === 'smtp-source') return { rate: COUNT / (milliseconds / 1000) };
  if (name.startsWith('start of')) return { start_ms: milliseconds };
  return JSON.parse(stdout.trim().split('\n').at(-1));
}
