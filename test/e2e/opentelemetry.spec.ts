import { tracingChannel } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SpanContext, trace } from '@opentelemetry/api';
import { Test } from '@nestjs/testing';
import type { Mailer } from '../../lib/delivery/mailer.js';
import { openTelemetry } from '../../lib/integrations/opentelemetry/index.js';
import { createMailer } from '../../lib/module/create-mailers.js';
import { MailModule } from '../../lib/module/mail.module.js';
import type { MailModuleOptions } from '../../lib/module/mail-module-options.js';
import { MailService } from '../../lib/module/mail.service.js';
import { bullmq, type BullmqOptions } from '../../lib/integrations/bullmq/index.js';
import { memoryQueue } from '../../lib/delivery/queue/memory.queue.js';
import type { QueueContext, QueueFactory } from '../../lib/delivery/queue/mail-queue.js';
import { mailersFor } from '../support/mailers-for.js';
import { describeWith } from '../support/describe-with.js';
import { mailOf } from '../support/queue-context.js';
import { startRedis } from '../support/redis.mjs';
import { freePorts } from '../support/free-port.js';
import {
  drop,
  type ScriptedServer,
  scriptedServer,
  type ScriptedServerOptions,
} from '../support/scripted-server.js';
import { kindOf, startTelemetry, type Telemetry } from '../support/telemetry.js';
import { until } from '../support/until.js';
import { message, rejection } from '../support/with-server.js';

let telemetry: Telemetry;
const ends: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  telemetry = startTelemetry();
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  await telemetry.stop();
});

async function serve(script: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const server = await scriptedServer(script);
  ends.push(() => server.close());
  return server;
}

function traced({ port }: { readonly port: number }, options: MailModuleOptions = {}): Mailer {
  const mailer = createMailer({ host: '127.0.0.1', port, telemetry: openTelemetry(), ...options });
  ends.push(() => mailer.close());
  return mailer;
}

/** Does work in a span of the caller's own. */
async function asCaller<T>(name: string, work: () => Promise<T>): Promise<T> {
  return trace.getTracer('caller').startActiveSpan(name, async (span) => {
    try {
      return await work();
    } finally {
      span.end();
    }
  });
}

const SIGNED_IN = { users: { ann: 'secret' } };
const AS_ANN = { username: 'ann', password: 'secret' };

describe('the spans of a mail', () => {
  it("are the caller's send with connecting, signing in and the transmission below it", async () => {
    const mailer = traced(await serve(SIGNED_IN), AS_ANN);
    await asCaller('POST /orders', () => mailer.send(message('one')));
    const send = {
      name: 'send',
      children: [{ name: 'connect' }, { name: 'authenticate' }, { name: 'transmit' }],
    };
    expect(telemetry.trees()).toEqual([{ name: 'POST /orders', children: [send] }]);
  });

  it('say what was sent and where, by the semantic conventions', async () => {
    const server = await serve(SIGNED_IN);
    const { messageId } = await traced(server, AS_ANN).send(message('one', { cc: 'cat@c.example' }));
    const where = { 'server.address': '127.0.0.1', 'server.port': server.port };
    const what = {
      'messaging.message.id': messageId,
      'messaging.email.recipient.count': 2,
      'messaging.email.recipient.refused': 0,
      'messaging.email.outcome': 'delivered',
    };
    expect(telemetry.span('send').attributes).toEqual({
      'messaging.system': 'email',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'default',
      ...where,
      ...what,
    });
    expect(telemetry.span('transmit').attributes).toEqual({
      'messaging.system': 'email',
      'messaging.email.reply.code': 250,
      ...where,
      ...what,
    });
    expect(telemetry.span('connect').attributes).toEqual({
      'network.protocol.name': 'smtp',
      'tls.established': false,
      ...where,
    });
    expect(telemetry.span('authenticate').attributes).toEqual({
      'messaging.email.authentication.mechanism': 'PLAIN',
      ...where,
    });
    expect(telemetry.spans.map((span) => [span.name, kindOf(span)])).toEqual([
      ['send', 'CLIENT'],
      ['connect', 'INTERNAL'],
      ['authenticate', 'INTERNAL'],
      ['transmit', 'INTERNAL'],
    ]);
  });

  it('belong to their own sender, whoever opened the connection', async () => {
    const mailer = traced(await serve());
    await asCaller('first', () => mailer.send(message('one')));
    await Promise.all(['second', 'third'].map((name) => asCaller(name, () => mailer.send(message(name)))));
    const send = { name: 'send', children: [{ name: 'transmit' }] };
    expect(telemetry.trees()).toEqual([
      { name: 'first', children: [{ name: 'send', children: [{ name: 'connect' }, { name: 'transmit' }] }] },
      { name: 'second', children: [expect.objectContaining({ name: 'send' })] },
      { name: 'third', children: [expect.objectContaining({ name: 'send' })] },
    ]);
    expect(telemetry.trees()[1]?.children).toEqual([send]);
  });

  it('are active while interceptors work', async () => {
    const interceptors = [
      (written: ReturnType<typeof message>) => asCaller('interceptor', () => Promise.resolve(written)),
    ];
    await traced(await serve(), { interceptors }).send(message('one'));
    expect(telemetry.trees()).toEqual([
      { name: 'send', children: [{ name: 'interceptor' }, { name: 'connect' }, { name: 'transmit' }] },
    ]);
  });

  it('are one for a batch, with a transmission for each of its mails', async () => {
    const mailer = traced(await serve({ on: { MESSAGE: ['250 ok', '550 5.7.1 no', '250 ok'] } }));
    await rejection(mailer.send(['one', 'two', 'three'].map((subject) => message(subject))));
    expect(telemetry.trees()).toEqual([
      {
        name: 'send',
        children: [{ name: 'connect' }, { name: 'transmit' }, { name: 'transmit' }, { name: 'transmit' }],
      },
    ]);
    expect(telemetry.span('send').attributes).toMatchObject({ 'messaging.batch.message_count': 3 });
    expect(telemetry.span('send').attributes).not.toHaveProperty('messaging.message.id');
    const transmits = telemetry.spans.filter(({ name }) => name === 'transmit');
    expect(transmits.map(({ attributes }) => attributes['messaging.email.outcome'])).toEqual([
      'delivered',
      'refused',
      'delivered',
    ]);
    expect(new Set(transmits.map(({ attributes }) => attributes['messaging.message.id'])).size).toBe(3);
  });

  it('say what went wrong, and never in words in which a server quotes an address', async () => {
    const refuse = { RCPT: '550 5.1.1 <bob@b.example> is unknown here' };
    await rejection(traced(await serve({ on: refuse })).send(message('one')));
    const refused = {
      'messaging.email.outcome': 'refused',
      'messaging.email.refusal': 'permanent',
      'error.type': 'unknown-recipient',
    };
    expect(telemetry.span('send').attributes).toMatchObject(refused);
    expect(telemetry.span('send').status).toEqual({ code: 2 });
    expect(telemetry.span('transmit').attributes).toMatchObject({
      'messaging.email.outcome': 'refused',
      'messaging.email.reply.code': 550,
      'error.type': '550',
    });
    expect(telemetry.spans.flatMap(({ events }) => events)).toEqual([]);
  });

  it('say that it is not known whether a mail was delivered', async () => {
    await rejection(traced(await serve({ on: { MESSAGE: drop } })).send(message('one')));
    const unknown = { 'messaging.email.outcome': 'unknown', 'error.type': expect.any(String) };
    expect(telemetry.span('send').attributes).toMatchObject(unknown);
    expect(telemetry.span('transmit').attributes).toMatchObject(unknown);
    expect(telemetry.span('send').attributes).not.toHaveProperty('messaging.email.refusal');
  });

  it('end where it went wrong: nobody listens, nobody is let in, the message is not valid', async () => {
    const [port = 0] = await freePorts(1);
    await rejection(traced({ port }).send(message('one')));
    expect(telemetry.span('connect').attributes).toMatchObject({ 'error.type': 'ECONNREFUSED' });
    const mailer = traced(await serve({ users: { ann: 'another' } }), AS_ANN);
    await rejection(mailer.send(message('two')));
    expect(telemetry.span('authenticate').attributes).toMatchObject({
      'error.type': '535',
      'messaging.email.reply.code': 535,
    });
    await rejection(mailer.send(message('three', { to: 'nobody' })));
    expect(telemetry.spans.at(-1)?.attributes).toMatchObject({ 'error.type': 'message' });
    expect(telemetry.trees().map(({ children = [] }) => children.map(({ name }) => name))).toEqual([
      ['connect'],
      ['connect', 'authenticate'],
      [],
    ]);
  });

  it('say what is wrong with a certificate, and that it was looked at', async () => {
    const server = await serve({ tls: 'implicit' });
    await rejection(traced(server, { ssl: { enabled: true } }).send(message('one')));
    const [refused, look] = telemetry.spans.filter(({ name }) => name === 'connect');
    expect(refused?.attributes['error.type']).toMatch(/CERT|SIGNATURE|ISSUER/u);
    expect(look?.attributes).toMatchObject({ 'tls.established': true });
    expect(telemetry.span('send').attributes['error.type']).toMatch(/certificate/u);
  });

  it('hold no address, subject, text or password', async () => {
    const refuse = { MESSAGE: ['250 ok', '550 5.7.1 bob@b.example does not want The subject'] };
    const mailer = traced(await serve({ ...SIGNED_IN, on: refuse }), AS_ANN);
    await mailer.send(message('The subject'));
    await rejection(mailer.send(message('The subject')));
    await rejection(mailer.send(message('The subject', { to: 'ann@' })));
    await mailer.enqueue(message('The subject'));
    await until(() => telemetry.spans.filter(({ name }) => name === 'transmit').length === 3);
    const everything = await telemetry.everything();
    expect(everything).toContain('messaging.message.id');
    for (const secret of ['bob', 'ann@', 'The subject', 'The text of', 'secret'])
      expect(everything).not.toContain(secret);
  });

  it('hold addresses and what servers say where that is allowed', async () => {
    const refuse = { RCPT: '550 5.1.1 <bob@b.example> is unknown here' };
    const mailer = traced(await serve({ on: refuse }), { telemetry: openTelemetry({ addresses: true }) });
    await rejection(mailer.send(message('The subject')));
    expect(telemetry.span('send')).toMatchObject({
      attributes: {
        'messaging.email.sender': 'ann@a.example',
        'messaging.email.recipients': ['bob@b.example'],
      },
      status: { message: expect.stringContaining('bob@b.example') },
      events: [{ name: 'exception' }],
    });
    expect(await telemetry.everything()).not.toContain('The subject');
  });
});

describe('the spans of a queued mail', () => {
  const SEND = { name: 'send', children: [{ name: 'connect' }, { name: 'transmit' }] };

  it('are below the one that queued it', async () => {
    const mailer = traced(await serve());
    await asCaller('POST /orders', () => mailer.enqueue(message('one')));
    await until(() => telemetry.spans.some(({ name }) => name === 'send'));
    expect(telemetry.trees()).toEqual([
      { name: 'POST /orders', children: [{ name: 'enqueue', children: [SEND] }] },
    ]);
    const [enqueue, send] = [telemetry.span('enqueue'), telemetry.span('send')];
    expect([kindOf(enqueue), kindOf(send)]).toEqual(['PRODUCER', 'CLIENT']);
    expect(enqueue.attributes).toMatchObject({
      'messaging.operation.name': 'enqueue',
      'messaging.operation.type': 'create',
      'messaging.message.id': send.attributes['messaging.message.id'],
    });
  });

  it('are one for each attempt', async () => {
    const script: ScriptedServerOptions = { on: { MESSAGE: ['451 4.3.0 later', '250 ok'] } };
    const mailer = traced(await serve(script), { queueSettings: { backoff: { initial: 1, max: 2 } } });
    await mailer.enqueue(message('one'));
    await until(() => telemetry.spans.filter(({ name }) => name === 'send').length === 2);
    const again = { name: 'send', children: [{ name: 'transmit' }] };
    expect(telemetry.trees()).toEqual([{ name: 'enqueue', children: [SEND, again] }]);
    expect(telemetry.spans.find(({ name }) => name === 'send')?.attributes).toMatchObject({
      'messaging.email.refusal': 'transient',
    });
  });

  it('are never below what another caller does, who happens to set the queue going', async () => {
    const mailer = traced(await serve(), { queueSettings: { concurrency: 1 } });
    await Promise.all(
      ['one', 'two', 'three'].map((name) => asCaller(name, () => mailer.enqueue(message(name)))),
    );
    await until(() => telemetry.spans.filter(({ name }) => name === 'send').length === 3);
    const shape = telemetry.trees().map(({ name, children }) => [name, children?.[0]?.children?.[0]?.name]);
    expect(shape).toEqual([
      ['one', 'send'],
      ['two', 'send'],
      ['three', 'send'],
    ]);
  });

  it('have a trace of their own where a store gave back what leads nowhere', async () => {
    let send: QueueContext['send'] | undefined;
    const queue: QueueFactory = (context) => {
      ({ send } = context);
      return memoryQueue(context);
    };
    const mailer = traced(await serve(), { queue });
    expect((await mailer.queue.health()).status).toBe('running');
    const strays = [undefined, {}, 5, 'x', { traceparent: 7, baggage: 7 }, { traceparent: 'x' }];
    for (const stray of strays)
      await asCaller('worker', async () => send?.(Object.assign(mailOf('one'), { trace: stray })));
    expect(telemetry.trees().filter(({ name }) => name === 'send')).toHaveLength(strays.length);
  });

  it('are below the one span that queued many', async () => {
    const mailer = traced(await serve());
    const messages = ['one', 'two'].map((name) => message(name));
    for await (const { error } of mailer.enqueueAll(messages)) expect(error).toBeUndefined();
    await until(() => telemetry.spans.filter(({ name }) => name === 'send').length === 2);
    expect(telemetry.trees()).toEqual([
      {
        name: 'enqueue',
        children: [expect.objectContaining({ name: 'send' }), expect.objectContaining({ name: 'send' })],
      },
    ]);
    expect(telemetry.span('enqueue').attributes).toMatchObject({ 'messaging.batch.message_count': 2 });
  });
});

describeWith(['redis'], 'the spans of a mail queued in Redis', () => {
  it('are below the one that queued it, in whatever process it is sent', async () => {
    const redis = await startRedis();
    ends.push(() => redis.stop());
    const server = await serve();
    const there = (options: Partial<BullmqOptions>): MailModuleOptions => ({
      telemetry: openTelemetry(),
      queue: bullmq({ connection: redis.url, ...options }),
    });
    const producer = traced(server, there({ worker: false }));
    const messages = ['two', 'three'].map((name) => message(name));
    await asCaller('POST /orders', () => producer.enqueue(message('one')));
    for await (const { error } of producer.enqueueAll(messages)) expect(error).toBeUndefined();
    await traced(server, there({})).startQueue();
    await until(() => telemetry.spans.filter(({ name }) => name === 'send').length === 3);
    const sends = telemetry.spans.filter(({ name }) => name === 'send');
    const enqueues = telemetry.spans.filter(({ name }) => name === 'enqueue');
    const below = ({ spanId }: SpanContext): number =>
      sends.filter(({ parentSpanContext }) => parentSpanContext?.spanId === spanId).length;
    expect(enqueues.map((span) => below(span.spanContext()))).toEqual([1, 2]);
    expect(telemetry.trees()[0]).toMatchObject({
      name: 'POST /orders',
      children: [{ name: 'enqueue', children: [{ name: 'send' }] }],
    });
    const [waiting] = await telemetry.points('messaging.email.queue.waiting');
    expect(waiting).toMatchObject({ attributes: { 'messaging.destination.name': 'default' } });
  }, 30_000);
});

describe('the metrics', () => {
  it('count mails by what became of them', async () => {
    const script: ScriptedServerOptions = {
      on: { MESSAGE: ['250 ok', '550 5.7.1 no', '451 4.3.0 later', drop, '250 ok', '250 ok'] },
    };
    const mailer = traced(await serve(script));
    for (const name of ['one', 'two', 'three', 'four'])
      await mailer.send(message(name)).catch(() => undefined);
    await mailer.send([message('five'), message('six')]);
    await rejection(mailer.send(message('seven', { to: 'nobody' })));
    const points = await telemetry.points('messaging.client.sent.messages');
    const counts = points.map(({ attributes, value }) => [
      attributes['messaging.email.outcome'],
      attributes['messaging.email.refusal'],
      value,
    ]);
    expect(counts).toEqual([
      ['delivered', undefined, 3],
      ['refused', 'permanent', 1],
      ['refused', 'transient', 1],
      ['unknown', undefined, 1],
    ]);
    expect(points[0]?.attributes).toMatchObject({
      'messaging.system': 'email',
      'messaging.operation.name': 'send',
      'messaging.destination.name': 'default',
      'server.address': '127.0.0.1',
    });
    expect(points[0]?.attributes).not.toHaveProperty('messaging.message.id');
  });

  it('tell how long each call took, in seconds', async () => {
    const mailer = traced(await serve());
    await mailer.send(message('one'));
    await mailer.enqueue(message('two'));
    const points = await telemetry.points('messaging.client.operation.duration');
    expect(points.map(({ attributes }) => attributes['messaging.operation.name'])).toEqual([
      'send',
      'enqueue',
    ]);
    const { sum, count, buckets } = Object(points[0]?.value);
    expect(count).toBe(1);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThan(5);
    expect(buckets.boundaries).toContain(0.005);
  });

  it('tell how many queued mails wait and how many were given up', async () => {
    const mailer = traced(await serve({ on: { MESSAGE: '550 5.7.1 no' } }));
    expect(await telemetry.points('messaging.email.queue.waiting')).toEqual([]);
    await mailer.enqueue(message('one'));
    await mailer.enqueue(message('two'), { delay: 60_000 });
    await until(async () => (await mailer.queue.health()).deadLetters === 1);
    const values = async (name: string): Promise<unknown[]> =>
      (await telemetry.points(name)).map(({ value }) => value);
    expect(await values('messaging.email.queue.waiting')).toEqual([1]);
    expect(await values('messaging.email.queue.dead_letters')).toEqual([1]);
  });

  it('tell how many connections are in use and idle', async () => {
    const replies: (() => void)[] = [];
    const hold = (): Promise<string> => new Promise((resolve) => replies.push(() => resolve('250 ok')));
    const mailer = traced(await serve({ on: { MESSAGE: hold } }));
    const use = async (): Promise<unknown> =>
      Object.fromEntries(
        (await telemetry.points('messaging.email.connection.count')).map(({ attributes, value }) => [
          attributes['messaging.email.connection.state'],
          value,
        ]),
      );
    expect(await use()).toEqual({ used: 0, idle: 0 });
    const sent = [mailer.send(message('one')), mailer.send(message('two'))];
    await until(() => replies.length === 2);
    expect(await use()).toEqual({ used: 2, idle: 0 });
    replies.forEach((reply) => reply());
    await Promise.all(sent);
    expect(await use()).toEqual({ used: 0, idle: 2 });
  });
});

describe('the telemetry of a mailer with several servers', () => {
  const REPLACED = {
    name: 'send',
    children: [{ name: 'connect' }, { name: 'connect' }, { name: 'transmit' }],
  };

  it('names the server that was spoken to, and counts each connection once', async () => {
    const [port = 0] = await freePorts(1);
    const other = await serve();
    const mailers = mailersFor({
      host: '127.0.0.1',
      port,
      failover: ['spare'],
      mailers: { spare: { host: '127.0.0.1', port: other.port } },
      telemetry: openTelemetry(),
    });
    ends.push(() => mailers.close());
    await mailers.get().send(message('one'));
    expect(telemetry.trees()).toEqual([REPLACED]);
    expect(telemetry.span('send').attributes).not.toHaveProperty('server.port');
    expect(telemetry.span('transmit').attributes).toMatchObject({ 'server.port': other.port });
    const points = await telemetry.points('messaging.email.connection.count');
    const idle = points
      .filter(({ attributes }) => attributes['messaging.email.connection.state'] === 'idle')
      .map(({ attributes, value }) => [attributes['messaging.destination.name'], value]);
    expect(new Map(idle.map(([name, value]) => [name, value]))).toEqual(
      new Map([
        ['default', 0],
        ['spare', 1],
      ]),
    );
  });
});

describe('docs/observability.md', () => {
  it('has every span, every attribute and every metric with its unit, and no others', async () => {
    const refuse = { MESSAGE: ['250 ok', '550 5.7.1 no'] };
    const mailer = traced(await serve({ ...SIGNED_IN, on: refuse }), {
      ...AS_ANN,
      telemetry: openTelemetry({ addresses: true }),
    });
    await mailer.send([message('one')]);
    await rejection(mailer.send(message('two')));
    await mailer.enqueue(message('three'), { delay: 60_000 });
    const units = await telemetry.metrics();
    const points = await Promise.all([...units.keys()].map((name) => telemetry.points(name)));
    const attributes = [...telemetry.spans, ...points.flat()].flatMap((one) => Object.keys(one.attributes));
    const page = readFileSync('docs/observability.md', 'utf8');
    const named = Array.from(
      page.matchAll(/`((?:messaging|server|network|tls|error)\.[a-z._]+)`/gu),
      ([, name]) => name,
    );
    expect(new Set(named)).toEqual(new Set([...attributes, ...units.keys()]));
    const rows = page.split('\n').map((row) => row.split('|').map((cell) => cell.trim()));
    const rowOf = (name: string): string[] => rows.find(([, first]) => first === `\`${name}\``) ?? [];
    for (const [name, unit] of units) expect(rowOf(name)[3]).toBe(`\`${unit}\``);
    for (const span of telemetry.spans) expect(rowOf(span.name)[2]).toBe(`\`${kindOf(span)}\``);
  });
});

describe('telemetry', () => {
  it('leaves nothing behind when the mailer is closed', async () => {
    const server = await serve();
    const channel = tracingChannel<object, object>('nestjs-spring-mail:transmit');
    const mailers = [traced(server), traced(server)];
    expect(channel.hasSubscribers).toBe(true);
    for (const mailer of mailers) await mailer.close();
    expect(channel.hasSubscribers).toBe(false);
    expect(await telemetry.points('messaging.email.connection.count')).toEqual([]);
  });

  it('listens once for any number of mailers', async () => {
    const server = await serve();
    const shared = openTelemetry();
    const [one, other] = [traced(server, { telemetry: shared }), traced(server, { telemetry: shared })];
    await one.close();
    await one.close();
    await other.send(message('one'));
    expect(telemetry.trees()).toEqual([
      { name: 'send', children: [{ name: 'connect' }, { name: 'transmit' }] },
    ]);
  });

  it('traces its own application and no other in the same process', async () => {
    const server = await serve();
    const at = { host: '127.0.0.1', port: server.port };
    const modules = [
      MailModule.forRoot({ ...at, telemetry: openTelemetry() }),
      MailModule.forRoot({ ...at, telemetry: openTelemetry() }),
      MailModule.forRoot(at),
    ];
    const services: MailService[] = [];
    for (const module of modules) {
      const app = await Test.createTestingModule({ imports: [module] }).compile();
      await app.init();
      ends.push(() => app.close());
      services.push(app.get(MailService));
    }
    for (const [index, mail] of services.entries())
      await asCaller(`app ${index}`, () => mail.send(message('one')));
    const send = { name: 'send', children: [{ name: 'connect' }, { name: 'transmit' }] };
    expect(telemetry.trees()).toEqual([
      { name: 'app 0', children: [send] },
      { name: 'app 1', children: [send] },
      { name: 'app 2' },
    ]);
  });

  it('does no harm where no SDK is registered', async () => {
    await telemetry.stop();
    const server = await serve();
    const mailer = traced(server);
    await mailer.send(message('one'));
    await mailer.enqueue(message('two'));
    await until(() => server.mails.length === 2);
    expect(server.mails.map(({ accepted }) => accepted)).toEqual([true, true]);
  });
});
