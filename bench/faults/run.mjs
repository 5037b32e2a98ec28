// npm run bench:faults [-- --json] [--short] [--mails N] [--only TEXT]
// Queued mails, Redis with an append-only file, two worker processes, and faults: what was lost, and what came twice.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startRedis } from '../../test/support/redis.mjs';
import { application } from './application.mjs';
import { countingServer } from './counting-server.mjs';
import { CONCURRENCY, scenarios, WORKERS } from './scenarios.mjs';
import { Workers } from './workers.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    mails: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
/** `claimDuration`: milliseconds after which a killed worker's mails are given to another. `outage`: of the primary. */
const size = values.short
  ? { mails: 300, kills: 3, claimDuration: 1500, outage: 2000 }
  : { mails: 10_000, kills: 8, claimDuration: 5000, outage: 60_000 };
const total = Number(values.mails ?? size.mails);
const { kills, claimDuration, outage } = size;
const results = [];

const columns = ['sent', 'delivered', 'lost', 'duplicates', 'unknown_reported', 'bound', 'seconds'];
const line = (name, cells) =>
  console.log(name.padEnd(52) + cells.map((cell) => String(cell).padStart(17)).join(''));
if (!values.json) line('fault', columns);
const wanted = scenarios(kills).filter(
  ({ name, onlyLong = false }) => name.includes(values.only) && !(values.short && onlyLong),
);
for (const scenario of wanted) {
  const result = await measure(scenario);
  results.push(result);
  if (!values.json)
    line(
      result.name,
      columns.map((column) => result[column]),
    );
}
if (values.json) console.log(JSON.stringify({ faults: results }, undefined, 2));
process.exitCode = results.every(isKept) ? 0 : 1;

/** Nothing lost; at least once: no more copies than can be excused; at most once: no second copy at all. */
function isKept({ lost, duplicates, unknown_reported: unknown, bound, delivery }) {
  return (
    lost === 0 && (delivery === 'at-most-once' ? duplicates === 0 && unknown <= bound : duplicates <= bound)
  );
}

async function measure(scenario) {
  const begun = performance.now();
  const redis = await startRedis();
  const servers = await Promise.all(
    Array.from({ length: scenario.servers ?? 1 }, () => countingServer(scenario.faults)),
  );
  const { delivery = 'at-least-once' } = scenario;
  const smtp = servers.map(({ port }) => port);
  const task = { smtp, redis: redis.url, concurrency: CONCURRENCY, delivery, claimDuration };
  const workers = new Workers(task, scenario.clocks);
  const { app, mail } = await application({ ...task, worker: false });
  try {
    const ids = await fill(mail);
    await workers.start(WORKERS);
    const settled = () => countCopies(servers).size + workers.unknown.size;
    const run = { total, settled, workers, redis, servers, outage };
    await scenario.during(run);
    await drained(mail);
    await workers.terminate();
    return {
      ...summary(scenario, ids, servers, workers),
      seconds: Math.round((performance.now() - begun) / 1000),
    };
  } finally {
    await workers.terminate();
    await app.close();
    await Promise.all(servers.map((server) => server.close()));
    await redis.stop();
  }
}

/** One half alone, the other one many at a time. @returns their Message-IDs */
async function fill(mail) {
  const message = (index) => ({ to: `user${index}@example.test`, subject: `Mail ${index}`, text: 'Hello.' });
  const ids = [];
  const half = Math.floor(total / 2);
  for (let index = 0; index < half; index += 50) {
    const some = Array.from({ length: Math.min(50, half - index) }, (_, at) =>
      mail.enqueue(message(index + at)),
    );
    ids.push(...(await Promise.all(some)).map(({ messageId }) => messageId));
  }
  const rest = Array.from({ length: total - half }, (_, at) => message(half + at));
  for await (const { job, error } of mail.enqueueAll(rest)) {
    if (error) throw error;
    ids.push(job.messageId);
  }
  return ids;
}

async function drained(mail) {
  const end = Date.now() + 180_000;
  for (;;) {
    const { waiting } = await mail.queue.health();
    if (waiting === 0) return;
    if (Date.now() > end) throw new Error(`${waiting} jobs still wait.`);
    await pause(100);
  }
}

function countCopies(servers) {
  if (servers.length === 1) return servers[0].copies;
  const copies = new Map();
  for (const server of servers)
    for (const [id, count] of server.copies) copies.set(id, (copies.get(id) ?? 0) + count);
  return copies;
}

function summary({ name, delivery = 'at-least-once', bound }, ids, servers, workers) {
  const copies = countCopies(servers);
  const sum = (key) => servers.reduce((all, server) => all + server.events[key], 0);
  const counts = ids.map((id) => copies.get(id) ?? 0);
  return {
    name,
    delivery,
    sent: ids.length,
    delivered: counts.filter((count) => count > 0).length,
    lost: ids.filter((id) => !copies.has(id) && !workers.unknown.has(id)).length,
    duplicates: counts.reduce((all, count) => all + Math.max(0, count - 1), 0),
    unknown_reported: workers.unknown.size,
    bound: bound({ ambiguous: sum('ambiguous'), cut: sum('cut') }),
  };
}
