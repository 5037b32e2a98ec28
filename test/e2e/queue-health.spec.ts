import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { MailModule, type MailModuleOptions, MailService } from 'nestjs-spring-mail';
import { bullmq } from 'nestjs-spring-mail/bullmq';
import { MailQueueHealthIndicator } from 'nestjs-spring-mail/terminus';
import { closedAfterEach } from '../support/closed-after-each.js';
import { freePorts } from '../support/free-port.js';
import { scriptedServer } from '../support/scripted-server.js';
import { until } from '../support/until.js';
import { message } from '../support/with-server.js';

const opened = closedAfterEach();

async function applicationWith(options: MailModuleOptions) {
  const queueSettings = { drainTimeout: 100, backoff: { initial: 10, max: 20 } };
  const app = await Test.createTestingModule({
    imports: [TerminusModule, MailModule.forRoot({ host: '127.0.0.1', queueSettings, ...options })],
    providers: [MailQueueHealthIndicator],
  }).compile();
  await opened(app).init();
  return { health: app.get(MailQueueHealthIndicator), mail: app.get(MailService) };
}

describe('the health of queued mail', () => {
  it('is up with what waits, as long as mails go out', async () => {
    const server = opened(await scriptedServer());
    const { health } = await applicationWith({ port: server.port });
    expect(await health.isHealthy()).toEqual({ mailQueue: { status: 'up', waiting: 0, deadLetters: 0 } });
  });

  it('is down while the queue is held, and says what holds it and how many wait', async () => {
    const server = opened(await scriptedServer({ users: { ann: 'new' } }));
    const account = { username: 'ann', password: 'old' };
    const { health, mail } = await applicationWith({ port: server.port, ...account });
    await mail.enqueue(message('held'));
    await until(async () => (await health.isHealthy()).mailQueue.status === 'down');
    expect(await health.isHealthy('queue')).toEqual({
      queue: { status: 'down', waiting: 1, deadLetters: 0, error: expect.stringMatching(/^MailAuth.*535/su) },
    });
  });

  it('is down when more mails were given up than was said', async () => {
    const server = opened(await scriptedServer({ on: { RCPT: '550 5.1.1 unknown' } }));
    const { health, mail } = await applicationWith({ port: server.port });
    await mail.enqueue(message('gone'));
    await until(async () => (await mail.queue.health()).deadLetters === 1);
    expect(await health.isHealthy()).toMatchObject({ mailQueue: { status: 'up', deadLetters: 1 } });
    expect(await health.isHealthy('mailQueue', { maxDeadLetters: 0 })).toEqual({
      mailQueue: { status: 'down', waiting: 0, deadLetters: 1, error: 'More than 0 dead letters' },
    });
  });

  it('is down without counts while Redis is away', async () => {
    const [port = 0] = await freePorts(1);
    const queue = bullmq({ connection: { host: '127.0.0.1', port }, worker: false });
    const { health } = await applicationWith({ queue });
    expect(await health.isHealthy()).toEqual({
      mailQueue: { status: 'down', error: expect.stringContaining('MailQueueError') },
    });
  });
});
