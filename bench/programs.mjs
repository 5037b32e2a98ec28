import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { spring } from './cache.mjs';

const client = (name) => fileURLToPath(new URL(`client/${name}`, import.meta.url));
const node = (script, task) => [process.execPath, client(script), JSON.stringify(task)];

/** Bytes of a small mail on the wire. */
const SIZE = 5400;

/** The command of each program for a task; undefined where the program is missing. */
export const programs = {
  ours: (task) => node('ours.mjs', task),
  'nodemailer pool': (task) => node('nodemailer.mjs', { ...task, pool: true }),
  nodemailer: (task) => node('nodemailer.mjs', task),
  'Spring JavaMailSender': ({ host, port, connections, warmUp, seconds }) => {
    const { folder, classPath } = spring(client('SpringSend.java')) || {};
    const words = [host, port, connections, warmUp, seconds, folder].map(String);
    return folder && ['java', '-cp', classPath, 'SpringSend', ...words];
  },
  'smtp-source': ({ host, port, count }) => {
    const mail = ['-l', SIZE, '-f', 'shop@example.test', '-t', 'user@example.test'];
    return ['smtp-source', '-s', '20', '-m', count, ...mail, `${host}:${port}`].map(String);
  },
};

/** Mails that smtp-source sends, which counts them instead of looking at the clock. */
const COUNT = 20_000;

/** Runs a program at its end of the line and gives mails a second and microseconds of CPU a mail. */
export async function measure(name, task, line) {
  const command = programs[name]({ ...task, host: line.host, count: COUNT });
  if (!command) return undefined;
  const [program, ...words] = line.within('client', command);
  const start = performance.now();
  const { stdout } = await promisify(execFile)(program, words, { timeout: 120_000 });
  if (name === 'smtp-source') return { rate: COUNT / ((performance.now() - start) / 1000) };
  return JSON.parse(stdout.trim().split('\n').at(-1));
}
