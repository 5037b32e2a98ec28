import { message } from './messages.mjs';

/** What the run is to do; `bench/programs.mjs` says it. */
export const task = JSON.parse(process.argv[2]);

/** Sends as fast as it can and prints mails a second and microseconds of CPU a mail; the first seconds do not count. */
export async function measure(send) {
  await sendFor(task.warmUp, send);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const count = await sendFor(task.seconds, send);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  console.log(JSON.stringify({ rate: count / seconds, cpu: (user + system) / count }));
}

async function sendFor(seconds, send) {
  const end = performance.now() + seconds * 1000;
  let count = 0;
  const sender = async () => {
    while (performance.now() < end) await send(message(task.kind, count++));
  };
  await Promise.all(Array.from({ length: task.inFlight }, sender));
  return count;
}
