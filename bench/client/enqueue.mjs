// MailService.enqueueAll in a Nest application, from an iterable that never has to wait.
import { message } from './messages.mjs';
import { queueApplication, redisAsInstalled } from './queue-application.mjs';
import { watched } from './vitals.mjs';

const task = JSON.parse(process.argv[2]);
const redis = task.redis === undefined ? await redisAsInstalled() : undefined;
const { app, mail } = await queueApplication({ redis: redis?.url, ...task }, false);
let seconds;
const vitals = await watched(async () => {
  const start = performance.now();
  for await (const { error } of mail.enqueueAll(messages())) if (error) throw error;
  seconds = (performance.now() - start) / 1000;
});
console.log(JSON.stringify({ ...vitals, seconds, rate: task.count / seconds }));
await app.close();
await redis?.stop();

function* messages() {
  for (let index = 0; index < task.count; index += 1) yield message(task, index);
}
