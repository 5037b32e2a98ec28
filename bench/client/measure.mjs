import { message } from './messages.mjs';
import { watched } from './vitals.mjs';

/** What the run is to do; `bench/programs.mjs` says it. */
export const task = JSON.parse(process.argv[2]);

const measures = { rate, many, large };

/**
 * Does what the task asks for and prints its figures as JSON. A program has two ways of sending: one message, and
 * any number of them with a word for each that is delivered.
 */
export async function measure(program) {
  const figures = await measures[task.measure ?? 'rate'](program);
  console.log(JSON.stringify(figures));
}

/** Sends as fast as it can: mails a second and microseconds of CPU a mail; the first seconds do not count. */
async function rate({ send }) {
  await sendFor(task.warmUp, send);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const count = await sendFor(task.seconds, send);
  return { rate: count / seconds(start), cpu: cpuSince(cpu) / count };
}

async function sendFor(length, send) {
  const end = performance.now() + length * 1000;
  let count = 0;
  const sender = async () => {
    while (performance.now() < end) await send(message(task, count++));
  };
  await Promise.all(Array.from({ length: task.inFlight }, sender));
  return count;
}

/** Sends from an iterable that never has to wait: a database with more mails than fit into memory. */
async function many({ send, sendMany }) {
  await send(message(task, 0));
  const cpu = process.cpuUsage();
  const start = performance.now();
  let first;
  const delivered = () => {
    first ??= performance.now() - start;
  };
  const vitals = await watched(() => sendMany(messages(), delivered));
  return {
    ...vitals,
    first_ms: first,
    rate: task.count / seconds(start),
    cpu: cpuSince(cpu) / task.count,
  };
}

async function* messages() {
  for (let index = 0; index < task.count; index += 1) yield message(task, index);
}

/** Sends one mail with a file of many megabytes, from the disk or from memory. */
async function large({ send }) {
  await send(message({ kind: 'tiny' }, 0));
  const mail = message(task, 1);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const vitals = await watched(() => send(mail));
  return { ...vitals, rate: 1 / seconds(start), cpu: cpuSince(cpu) };
}

function cpuSince(before) {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function seconds(start) {
  return (performance.now() - start) / 1000;
}
