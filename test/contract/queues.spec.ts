import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { QueueFactory } from 'nestjs-spring-mail';
import { bullmq } from 'nestjs-spring-mail/bullmq';
import { queueContract } from 'nestjs-spring-mail/testing';
import { memoryQueue } from '../../lib/delivery/queue/memory.queue.js';
import { describeWith } from '../support/describe-with.js';
import { type Postgres, startPostgres } from '../support/postgres.js';
import { queuePortContract } from '../support/queue-port-contract.js';
import { type Redis, startRedis } from '../support/redis.mjs';

function contracts(name: string, make: () => QueueFactory): void {
  queueContract({ describe, it }, name, make);
  describe(`${name} behind a mailer`, () => {
    queuePortContract(make);
  });
}

contracts('the queue in this process', () => memoryQueue);

describeWith(['redis'], 'with Redis', () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  contracts('bullmq', () => bullmq({ connection: redis.url, prefix: randomUUID() }));
});

describeWith(['postgres'], 'with PostgreSQL', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.stop());
  contracts('bullmq', () => bullmq({ connection: postgres.url, prefix: randomUUID() }));
});
