// An application that works on the queue, or only fills it.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MailModule, MailService } from 'nestjs-spring-mail';
import { bullmq } from 'nestjs-spring-mail/bullmq';

/** Waits between attempts are short, so that a run takes minutes and not days. */
const BACKOFF = { initial: 300, max: 2000 };

export async function application({ smtp, redis, worker, concurrency, delivery, claimDuration }) {
  class AppModule {}
  Module({
    imports: [
      MailModule.forRoot({
        ...settings(smtp),
        defaults: { from: 'shop@example.test' },
        queueSettings: { concurrency, delivery, backoff: BACKOFF },
        queue: bullmq({ connection: redis, worker, claimDuration }),
      }),
    ],
  })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  app.enableShutdownHooks();
  return { app, mail: app.get(MailService) };
}

/** The first port is the primary, the others stand in for it. */
function settings([port, ...others]) {
  const mailers = Object.fromEntries(
    others.map((other, index) => [`other${index}`, { host: '127.0.0.1', port: other }]),
  );
  const failover = Object.keys(mailers);
  return {
    host: '127.0.0.1',
    port,
    ...(failover.length > 0 && { mailers, failover, probeAfter: 1000 }),
  };
}
