import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { bullmq } from 'nestjs-spring-mail/bullmq';
import { queueContract } from 'nestjs-spring-mail/testing';
import { memoryQueue } from '../../lib/delivery/queue/memory.queue.js';
import { describeWith } from '../support/describe-with.js';
import { type Redis, startRedis } from '../support/redis.mjs';

queueContract({ describe, it }, 'the queue in this process', () => memoryQueue);

describeWith(['redis'], 'with Redis', () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  queueContract({ describe, it }, 'bullmq', () => bullmq({ connection: redis.url, prefix: randomUUID() }));
});
