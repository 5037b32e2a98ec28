// A Nest application that keeps its mails in Redis.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MailModule, MailService } from 'nestjs-spring-mail';
import { bullmq } from 'nestjs-spring-mail/bullmq';
import { startRedis } from '../../test/support/redis.mjs';

/** A Redis of one's own that writes to its disk each second, as it does unless it is told otherwise. */
export const redisAsInstalled = () => startRedis({ appendfsync: 'everysec' });

/** @param worker whether it sends what is queued, or only fills the queue */
export async function queueApplication({ host, port, connections, concurrency, redis }, worker) {
  class AppModule {}
  Module({
    imports: [
      MailModule.forRoot({
        host,
        ...(port > 0 && { port }),
        ...(connections > 0 && { pool: { maxConnections: connections } }),
        ...(concurrency && { queueSettings: { concurrency } }),
        queue: bullmq({ connection: redis, worker }),
      }),
    ],
  })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
  return { app, mail: app.get(MailService) };
}
