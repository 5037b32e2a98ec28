// Mails that wait in Redis, and one process that sends them.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { queueApplication, redisAsInstalled } from './queue-application.mjs';

const redis = await redisAsInstalled();
const task = { ...JSON.parse(process.argv[2]), redis: redis.url };
const enqueue = fileURLToPath(new URL('enqueue.mjs', import.meta.url));
execFileSync(process.execPath, [enqueue, JSON.stringify(task)], { stdio: ['ignore', 'ignore', 'inherit'] });

/** The first mails do not count, nor the last, which leave connections idle. */
const margin = Math.ceil(task.count / 10);
const counted = task.count - 2 * margin;
const { app, mail } = await queueApplication(task, true);
await sent(margin);
const [start, cpu] = [performance.now(), process.cpuUsage()];
await sent(counted);
const rate = counted / ((performance.now() - start) / 1000);
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ rate, cpu: (user + system) / counted }));
await app.close();
await redis.stop();

/** Resolves when as many mails more have been sent. */
function sent(count) {
  return new Promise((resolve) => {
    let left = count;
    const off = mail.on('sent', () => {
      left -= 1;
      if (left > 0) return;
      off();
      resolve();
    });
  });
}
