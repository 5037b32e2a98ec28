import { inspect } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { SmtpPool, type SmtpPoolConfig } from '../../../lib/smtp/pool.js';
import { SlidingWindow } from '../../../lib/smtp/rate-limit.js';
import { SmtpConnectError, SmtpSendError } from '../../../lib/smtp/smtp-errors.js';
import type { SmtpLine } from '../../../lib/smtp/smtp-line.js';
import type { SmtpMail } from '../../../lib/smtp/smtp-mail.js';
import { type Moment, type Reaction, ScriptedServer } from './support/scripted-server.js';
import { letters, numberedMail, plainLine, type Settled } from './support/send-all.js';

const EXTENSIONS = ['PIPELINING', 'CHUNKING'];
const TIMEOUTS = { reply: 2000, final: 2000, write: 2000 };

const CONFIG: SmtpPoolConfig = {
  maxConnections: 5,
  idleTimeout: 10_000,
  session: { pipelining: 'overlap', window: 1, timeouts: TIMEOUTS },
};

class TestPool extends SmtpPool implements AsyncDisposable {
  static for(server: ScriptedServer, config: Partial<SmtpPoolConfig> = {}): TestPool {
    return new TestPool(() => plainLine(server.port), { ...CONFIG, ...config });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close({ timeoutMs: 0 });
  }
}

function settle(results: readonly Promise<Settled>[]): Promise<Settled[]> {
  return Promise.all(
    results.map((result) =>
      result.catch((error: unknown) => {
        if (error instanceof SmtpSendError) return error;
        throw error;
      }),
    ),
  );
}

function sendMany(pool: SmtpPool, count: number, fields: Partial<SmtpMail> = {}): Promise<Settled[]> {
  return settle(Array.from({ length: count }, (_, index) => pool.send(numberedMail(index + 1, fields))));
}

function neverConnects(signal?: AbortSignal): Promise<SmtpLine> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Handles of this kind that keep the process alive. */
function active(kind: string): number {
  return process.getActiveResourcesInfo().filter((name) => name === kind).length;
}

const DELIVERED = /^d+$/;

describe('the pool', () => {
  it('keeps its connections within the limit and delivers each mail once', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    await using pool = TestPool.for(server, { maxConnections: 3 });

    expect(letters(await sendMany(pool, 200))).toMatch(DELIVERED);

    expect(server.connections).toBeLessThanOrEqual(3);
    expect(server.mails).toHaveLength(200);
    expect(new Set(server.mails.map((mail) => mail.from)).size).toBe(200);
  });

  it('keeps the order on one connection', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    await using pool = TestPool.for(server, { maxConnections: 1 });

    await sendMany(pool, 50);

    expect(server.mails.map((mail) => mail.from)).toEqual(
      Array.from({ length: 50 }, (_, n) => `from${n + 1}@a.test`),
    );
  });

  it('uses a warm connection for the next mail', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    await using pool = TestPool.for(server);

    for (const number of [1, 2, 3]) await pool.send(numberedMail(number));

    expect(server.connections).toBe(1);
  });

  it('replaces a connection after its share of mails', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    await using pool = TestPool.for(server, { maxConnections: 1, maxMessages: 4 });

    expect(letters(await sendMany(pool, 10))).toMatch(DELIVERED);

    expect(server.connections).toBe(3);
    expect(server.mails.map((mail) => mail.connection)).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3]);
  });

  it('replaces a connection whose last share was a mail that its server cannot take', async () => {
    await using server = await ScriptedServer.start({ extensions: ['SIZE 1000'] });
    await using pool = TestPool.for(server, { maxConnections: 1, maxMessages: 1 });

    const tooLarge = { content: Buffer.alloc(2000, 'x') };
    const results = [pool.send(numberedMail(1, tooLarge)), pool.send(numberedMail(2))];

    expect(letters(await settle(results))).toBe('Rd');
  });

  it('says goodbye on a connection whose only mail its server cannot take', async () => {
    await using server = await ScriptedServer.start({ extensions: ['SIZE 1000'] });
    await using pool = TestPool.for(server, { idleTimeout: 20 });

    await settle([pool.send(numberedMail(1, { content: Buffer.alloc(2000, 'x') }))]);
    while (server.sockets.size > 0) await delay(5);

    expect(server.lines.at(-1)).toBe('QUIT');
  });

  it('says goodbye on a connection that was idle for long enough', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    await using pool = TestPool.for(server, { idleTimeout: 20 });

    await pool.send(numberedMail(1));
    while (server.sockets.size > 0) await delay(5);

    expect(server.lines.at(-1)).toBe('QUIT');
  });

  const goodbyes: readonly (readonly [string, Reaction])[] = [
    ['is closed', 'close'],
    ['is reset', 'reset'],
    ['is ended with 421', '421 4.4.2 idle for too long'],
  ];
  it.each(goodbyes)(
    'sends a mail on another connection when its idle one %s under it',
    async (_how, reaction) => {
      await using server = await ScriptedServer.start({
        extensions: ['PIPELINING'],
        react: ({ stage, mail }) => (stage === 'MAIL' && mail === 2 ? reaction : undefined),
      });
      await using pool = TestPool.for(server);

      expect(letters(await settle([pool.send(numberedMail(1))]))).toBe('d');
      expect(letters(await settle([pool.send(numberedMail(2))]))).toBe('d');

      expect(server.connections).toBe(2);
      expect(server.mails.map((mail) => mail.from)).toEqual(['from1@a.test', 'from2@a.test']);
    },
  );

  it('does not repeat a mail when a new connection dies under it, too', async () => {
    await using server = await ScriptedServer.start({
      extensions: ['PIPELINING'],
      react: ({ stage, mail }) => (stage === 'MAIL' && mail > 1 ? 'close' : undefined),
    });
    await using pool = TestPool.for(server);
    await pool.send(numberedMail(1));

    expect(letters(await settle([pool.send(numberedMail(2))]))).toBe('n');

    expect(server.mailCommands).toBe(3);
  });

  it('never repeats a mail that was handed over', async () => {
    await using server = await ScriptedServer.start({
      extensions: EXTENSIONS,
      react: ({ stage, mail }) => (stage === 'final' && mail === 3 ? 'reset' : undefined),
    });
    await using pool = TestPool.for(server, { maxConnections: 1 });

    expect(letters(await sendMany(pool, 8))).toBe('dduddddd');

    expect(server.mails.map((mail) => mail.from)).toEqual(
      Array.from({ length: 8 }, (_, n) => `from${n + 1}@a.test`),
    );
  });

  it('takes a server by the hand once its replies were out of step', async () => {
    await using server = await ScriptedServer.start({
      extensions: EXTENSIONS,
      react: ({ stage, mail }) => (stage === 'RCPT' && mail === 2 ? '354 what' : undefined),
    });
    await using pool = TestPool.for(server, {
      maxConnections: 1,
      session: { pipelining: 'overlap', window: 0, timeouts: TIMEOUTS },
    });

    expect(letters(await sendMany(pool, 4))).toBe('dddd');
    const second = server.lines.slice(server.lines.lastIndexOf('EHLO client'));
    expect(second.filter((line) => line === 'DATA')).toHaveLength(3);
    expect(server.connections).toBe(2);
  });

  it('fails all waiting mails with one attempt to connect, and tries again for the next', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    let attempts = 0;
    const refused = new SmtpConnectError('refused', {
      stage: 'connect',
      code: 'ESOCKET',
      originalCode: 'ECONNREFUSED',
    });
    const connect = (): Promise<SmtpLine> => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(refused) : plainLine(server.port);
    };
    const config = { ...CONFIG, maxConnections: 1 };
    await using pool = new TestPool(connect, config);

    const settled = await sendMany(pool, 100);
    expect(attempts).toBe(1);
    expect(settled).toHaveLength(100);
    expect(new Set(settled.map((outcome) => outcome instanceof SmtpSendError && outcome.cause))).toEqual(
      new Set([refused]),
    );
    expect(settled[0]).toMatchObject({ outcome: 'refused', stage: 'connect', permanent: false });

    await expect(pool.send(numberedMail(101))).resolves.toMatchObject({ reply: { code: 250 } });
  });

  it('holds its rate over all connections, and over those of another pool with the same limit', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    let now = 0;
    const limit = new SlidingWindow({ max: 3, per: 20 }, () => now);
    await using pool = TestPool.for(server, { limit });
    await using other = TestPool.for(server, { limit, maxConnections: 1 });
    const all = Promise.all([sendMany(pool, 5), sendMany(other, 5)]);

    for (const expected of [3, 6, 9, 10]) {
      while (server.mails.length < expected) await delay(1);
      // The clock stands still: whatever comes in this time comes too early.
      await delay(60);
      expect(server.mails).toHaveLength(expected);
      now += 20;
    }
    expect(letters((await all).flat())).toMatch(DELIVERED);
  });

  it('asks no more connections of a server that refused one, while another serves', async () => {
    await using server = await ScriptedServer.start({ extensions: ['PIPELINING'] });
    let attempts = 0;
    const connect = (): Promise<SmtpLine> => {
      attempts += 1;
      return attempts === 1 ? plainLine(server.port) : Promise.reject(new Error('421 too many connections'));
    };
    await using pool = new TestPool(connect, { ...CONFIG, maxConnections: 2 });
    await pool.send(numberedMail(0));

    expect(letters(await sendMany(pool, 50))).toMatch(DELIVERED);

    expect(attempts).toBeLessThanOrEqual(2);
  });

  it('asks again for the connections that were refused, while mails wait that nobody adds to', async () => {
    const react = ({ stage, connection }: Moment): Reaction =>
      stage === 'MAIL' && connection === 1 ? 'silence' : undefined;
    await using server = await ScriptedServer.start({ extensions: ['PIPELINING'], react });
    let attempts = 0;
    const connect = (): Promise<SmtpLine> => {
      attempts += 1;
      return attempts === 1 || attempts > CONFIG.maxConnections
        ? plainLine(server.port)
        : Promise.reject(new Error('421 too many connections'));
    };
    await using pool = new TestPool(connect, { ...CONFIG, backOff: 50 });

    const results = Array.from({ length: 6 }, (_, index) => pool.send(numberedMail(index + 1)));
    const [, ...others] = results;

    const late = delay(1000, 'the others still wait behind the first mail', { ref: false });
    const settled = settle(results);
    expect(await Promise.race([settle(others).then(letters), late])).toMatch(DELIVERED);
    await pool.close({ timeoutMs: 0 });
    expect(letters(await settled)).toBe('nddddd');
  });

  it('leaves nothing behind that keeps the process alive, idle or closed', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    const pool = TestPool.for(server);
    // Sockets of other tests may still be closing.
    while (active('TCPSocketWrap') > 0) await delay(1);
    const timers = active('Timeout');

    await sendMany(pool, 20);
    expect(active('TCPSocketWrap')).toBe(server.sockets.size);
    expect(active('Timeout')).toBe(timers);

    await pool.close({ timeoutMs: 1000 });
    while (server.sockets.size > 0) await delay(1);
    expect([active('TCPSocketWrap'), active('Timeout')]).toEqual([0, timers]);
  });

  it('asks for patience while enough mails wait', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    await using pool = TestPool.for(server, { maxConnections: 1 });
    let most = 0;
    const results: Promise<Settled>[] = [];

    for (let number = 1; number <= 100; number += 1) {
      await pool.whenRoom();
      results.push(pool.send(numberedMail(number)));
      most = Math.max(most, pool.pending);
    }

    expect(letters(await settle(results))).toMatch(DELIVERED);
    expect(most).toBeLessThan(10);
  });

  it('verifies with a connection of its own, without a mail', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    await using pool = TestPool.for(server);

    await expect(pool.verify()).resolves.toMatchObject({ pipelining: true, chunking: true });

    expect(server.lines).toEqual(['EHLO client', 'QUIT']);
  });

  it('shows nothing of its connections', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    await using pool = TestPool.for(server);
    await pool.send(numberedMail(1));

    expect(inspect(pool, { depth: 20, showHidden: true })).not.toMatch(/socket|Socket|server/);
  });
});

describe('a mail that is called off', () => {
  const reason = new Error('called off');

  it('before it is sent is never sent', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    await using pool = TestPool.for(server, { maxConnections: 1 });
    const controller = new AbortController();
    const aborted = AbortSignal.abort(reason);

    const results = [
      pool.send(numberedMail(1)),
      pool.send(numberedMail(2, { signal: controller.signal })),
      pool.send(numberedMail(3)),
      pool.send(numberedMail(4, { signal: aborted })),
    ];
    controller.abort(reason);
    const settled = await settle(results);

    expect(settled[1]).toMatchObject({ outcome: 'refused', stage: 'queue', cause: reason });
    expect(settled[3]).toMatchObject({ outcome: 'refused', stage: 'queue', cause: reason });
    expect(server.mails.map((mail) => mail.from)).toEqual(['from1@a.test', 'from3@a.test']);
  });

  it.each([
    ['MAIL', 'refused'],
    ['DATA', 'refused'],
    ['final', 'unknown'],
  ] as const)('while the server is silent at %s is %s, and the next goes on', async (stage, outcome) => {
    const controller = new AbortController();
    await using server = await ScriptedServer.start({
      extensions: ['PIPELINING'],
      react: (moment) => {
        if (moment.stage !== stage || moment.mail !== 1) return undefined;
        setImmediate(() => controller.abort(reason));
        return 'silence';
      },
    });
    await using pool = TestPool.for(server, { maxConnections: 1 });

    const settled = await settle([
      pool.send(numberedMail(1, { signal: controller.signal })),
      pool.send(numberedMail(2)),
    ]);

    expect(settled[0]).toMatchObject({ outcome, cause: reason });
    expect(letters(settled.slice(1))).toBe('d');
    expect(server.mails.filter((mail) => mail.from === 'from1@a.test')).toHaveLength(
      outcome === 'unknown' ? 1 : 0,
    );
  });

  it('does not take along the mail before it', async () => {
    const controller = new AbortController();
    await using server = await ScriptedServer.start({
      extensions: ['PIPELINING'],
      react: ({ stage, mail }) => {
        if (stage === 'final' && mail === 1) controller.abort(reason);
        return undefined;
      },
    });
    await using pool = TestPool.for(server, { maxConnections: 1 });

    const settled = await settle([
      pool.send(numberedMail(1)),
      pool.send(numberedMail(2, { signal: controller.signal })),
      pool.send(numberedMail(3)),
    ]);

    expect(letters([settled[0]!, settled[2]!])).toBe('dd');
    expect(settled[1]).toMatchObject({ outcome: 'refused', cause: reason });
    expect(server.mails.map((mail) => mail.from)).toEqual(['from1@a.test', 'from3@a.test']);
  });

  it('together with a thousand others needs one listener', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    await using pool = TestPool.for(server, { maxConnections: 1 });
    const controller = new AbortController();
    const warnings: Error[] = [];
    const note = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', note);

    const all = sendMany(pool, 1000, { signal: controller.signal });
    while (server.mails.length < 10) await delay(1);
    controller.abort(reason);
    const settled = letters(await all);
    process.off('warning', note);

    expect(settled).toMatch(/^d+[ur]?[nr]+$/);
    expect(settled.replaceAll(/[^du]/g, '').length).toBeGreaterThanOrEqual(server.mails.length - 1);
    expect(warnings).toEqual([]);
  });

  it('by its deadline is refused or unknown, and frees its connection', async () => {
    await using server = await ScriptedServer.start({
      extensions: ['PIPELINING'],
      react: ({ stage, mail }) => (stage === 'final' && mail === 1 ? 'silence' : undefined),
    });
    await using pool = TestPool.for(server, { maxConnections: 1, sendTimeout: 200 });

    expect(letters(await settle([pool.send(numberedMail(1))]))).toBe('u');
    expect(letters(await settle([pool.send(numberedMail(2))]))).toBe('d');
  });
});

describe('a mail with a limit of its own', () => {
  it('has that instead of the one of the pool', async () => {
    const pool = new SmtpPool(neverConnects, { ...CONFIG, sendTimeout: 60_000 });

    const [settled] = await settle([pool.send(numberedMail(1, { timeout: 20 }))]);

    expect(settled).toMatchObject({ outcome: 'refused', cause: { name: 'SmtpDeadlineError' } });
    await pool.close({ timeoutMs: 0 });
  });

  it('that is given up leaves room for the next, also while there is no connection', async () => {
    const pool = new SmtpPool(neverConnects, { ...CONFIG, maxConnections: 1 });
    const all = sendMany(pool, 20, { timeout: 20 });

    await pool.whenRoom();

    expect(letters(await all)).toBe('r'.repeat(20));
    await pool.close({ timeoutMs: 0 });
  });
});

describe('closing the pool', () => {
  it('sends what it has, says goodbye, and takes no more', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    const pool = TestPool.for(server, { maxConnections: 2 });
    const all = sendMany(pool, 50);

    expect(await pool.close({ timeoutMs: 5000 })).toEqual([]);

    expect(letters(await all)).toMatch(DELIVERED);
    expect(server.lines.filter((line) => line === 'QUIT')).toHaveLength(server.connections);
    expect(letters(await settle([pool.send(numberedMail(51))]))).toBe('r');
  });

  it('reports, within its limit, each mail that was not delivered and what is known of it', async () => {
    await using server = await ScriptedServer.start({
      extensions: ['PIPELINING'],
      react: ({ stage, mail }) => (stage === 'final' && mail === 3 ? 'silence' : undefined),
    });
    const pool = TestPool.for(server, { maxConnections: 1 });
    const all = sendMany(pool, 5);
    while (server.mails.length < 3) await delay(1);

    const undelivered = await pool.close({ timeoutMs: 20 });

    expect(letters(await all)).toMatch(/^ddu[nr]r$/);
    expect(undelivered.map(({ mail }) => mail.from).toSorted()).toEqual([
      'from3@a.test',
      'from4@a.test',
      'from5@a.test',
    ]);
    expect(undelivered.find(({ mail }) => mail.from === 'from3@a.test')?.error.outcome).toBe('unknown');
    expect(pool.pending).toBe(0);
  });

  it('does not wait for a connection that does not come', async () => {
    const config = { ...CONFIG, maxConnections: 1 };
    const pool = new SmtpPool(neverConnects, config);
    const all = sendMany(pool, 3);

    expect(await pool.close({ timeoutMs: 10 })).toHaveLength(3);

    expect(letters(await all)).toBe('rrr');
  });
});
