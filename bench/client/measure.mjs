import { message } from './messages.mjs';

/** What the run is to do; `bench/run.mjs` says it. */
export const task = JSON.parse(process.argv[2]);

/**
 * Sends the mails of the task, so many at a time, after some that do not count, and prints mails a second and
 * microseconds of CPU a mail.
 */
export async function measure(send) {
  const { kind, warmUp, count } = task;
  await sendAll(send, kind, warmUp);
  const cpu = process.cpuUsage();
  const start = performance.now();
  await sendAll(send, kind, count);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  console.log(JSON.stringify({ rate: count / seconds, cpu: (user + system) / count }));
}

async function sendAll(send, kind, count) {
  let next = 0;
  const sender = async () => {
    while (next < count) await send(message(kind, next++));
  };
  await Promise.all(Array.from({ length: task.inFlight }, sender));
}
