import { afterAll, beforeAll, describe } from '@jest/globals';
import { memoryQueue } from '../../lib/delivery/queue/memory.queue.js';
import { bullmq } from '../../lib/integrations/bullmq/index.js';
import { describeWith } from '../support/describe-with.js';
import { type Postgres, startPostgres } from '../support/postgres.js';
import { queueContract } from '../support/queue-contract.js';
import { type Redis, startRedis } from '../support/redis.mjs';

describe('a queue in this process', () => {
  queueContract(() => memoryQueue);
});

describeWith(['redis'], 'a queue in Redis', () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  queueContract(() => bullmq({ connection: redis.url }));
});

describeWith(['postgres'], 'a queue in PostgreSQL', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.stop());
  queueContract(() => bullmq({ connection: postgres.url }));
});
