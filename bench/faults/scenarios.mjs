import { setTimeout as pause } from 'node:timers/promises';

/** Most mails under way in one worker. */
const CONCURRENCY = 20;
const WORKERS = 2;
const HOUR = 3_600_000;

/** Waits until the fate of such a share of the mails is known. */
async function reached({ total, settled }, share) {
  while (settled() < total * share) await pause(5);
}

const killWorkers = (kills) => async (run) => {
  for (let kill = 1; kill <= kills; kill += 1) {
    await reached(run, kill / (kills + 2));
    await run.workers.replaceOldest();
  }
};

const RANDOM = {
  dropAtMail: 0.01,
  closingAtMail: 0.01,
  laterAtRecipient: 0.01,
  laterAtEnd: 0.01,
  dropAfterEnd: 0.01,
};

/**
 * What goes wrong while queued mails are sent by two workers. `bound` gives the most mails of which a second copy,
 * or at most once no copy that is known of, can be excused.
 */
export const scenarios = (kills) => [
  { name: 'nothing', onlyLong: true, during: () => undefined, bound: () => 0 },
  {
    name: `kill -9 of a worker, ${kills} times`,
    during: killWorkers(kills),
    bound: () => kills * CONCURRENCY,
  },
  {
    name: 'Redis kill -9 and restart',
    async during(run) {
      await reached(run, 0.3);
      await run.redis.kill();
      await pause(1000);
      await run.redis.restart();
    },
    // What was sent while Redis could not be told.
    bound: () => WORKERS * CONCURRENCY,
  },
  {
    name: 'SIGTERM of both workers with a full queue',
    async during(run) {
      await reached(run, 0.2);
      const took = await run.workers.terminate();
      if (took > 15_000) throw new Error(`The workers took ${Math.round(took)} ms to end.`);
      await run.workers.start(WORKERS);
    },
    bound: () => 0,
  },
  {
    name: 'drops, 421s and 4xx before the end, at random',
    onlyLong: true,
    faults: { ...RANDOM, dropAfterEnd: 0 },
    during: () => undefined,
    bound: () => 0,
  },
  {
    name: 'the same, and drops after the end',
    faults: RANDOM,
    during: () => undefined,
    bound: ({ ambiguous }) => ambiguous,
  },
  {
    name: 'primary down for a minute, with failover',
    onlyLong: true,
    servers: 2,
    async during(run) {
      await reached(run, 0.2);
      const [primary] = run.servers;
      await primary.down();
      await pause(run.outage);
      await primary.up();
    },
    // Mails that the primary had and had not answered when it went down.
    bound: ({ cut }) => cut,
  },
  {
    name: 'clocks an hour ahead and behind, and 4xx',
    clocks: [HOUR, -HOUR],
    faults: { ...RANDOM, dropAfterEnd: 0 },
    during: () => undefined,
    bound: () => 0,
  },
  {
    name: 'at most once: kills, and drops after the end',
    delivery: 'at-most-once',
    faults: { dropAfterEnd: 0.01 },
    during: killWorkers(kills),
    bound: ({ ambiguous }) => kills * CONCURRENCY + ambiguous,
  },
];

export { CONCURRENCY, WORKERS };
