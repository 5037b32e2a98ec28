import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { EnqueueOptions } from '../../lib/delivery/queue/enqueue-options.js';
import { MailParseError } from '../../lib/errors/mail-parse.error.js';
import { MailPreparationError } from '../../lib/errors/mail-preparation.error.js';
import { MailQueueError } from '../../lib/errors/mail-queue.error.js';
import { MailOutbox } from '../../lib/integrations/outbox/index.js';
import type { MailMessage } from '../../lib/message/message.js';
import { describeWith } from '../support/describe-with.js';
import { type Postgres, startPostgres } from '../support/postgres.js';
import { until } from '../support/until.js';

describeWith(['postgres'], 'an outbox in PostgreSQL', () => {
  let postgres: Postgres;
  let pool: Pool;
  beforeAll(async () => {
    postgres = await startPostgres();
    pool = new Pool({ connectionString: postgres.url });
    // Connections that end while the server does say so.
    pool.on('error', () => undefined);
  }, 60_000);
  afterAll(async () => {
    await pool.end();
    await postgres.stop();
  });

  interface Queued {
    readonly message: MailMessage;
    readonly options: EnqueueOptions;
  }

  async function outboxOf(table: string, refuse: () => Error | undefined = () => undefined) {
    const queued: Queued[] = [];
    const outbox = new MailOutbox({
      table,
      interval: 20,
      run: (sql, values) => pool.query(sql, values),
      enqueue: (message, options) => {
        const error = refuse();
        if (error !== undefined) return Promise.reject(error);
        queued.push({ message, options });
        return Promise.resolve({ id: '1', messageId: '<1@x.test>', deduplicated: false });
      },
    });
    await outbox.createTable();
    return { outbox, queued };
  }

  async function inTransaction(outbox: MailOutbox, message: MailMessage, end: 'COMMIT' | 'ROLLBACK') {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await outbox.add((sql, values) => client.query(sql, values), message, { at: new Date(5000) });
      await client.query(end);
    } finally {
      client.release();
    }
  }

  const message: MailMessage = {
    to: 'b@x.test',
    subject: '👋',
    text: 'x',
    sentDate: new Date(1000),
    attachments: [{ filename: 'a', content: Buffer.from([0, 255]) }],
  };

  it('enqueues what was committed, as it was, and nothing that was rolled back', async () => {
    const { outbox, queued } = await outboxOf('committed');
    outbox.start();
    await inTransaction(outbox, { ...message, subject: 'rolled back' }, 'ROLLBACK');
    await inTransaction(outbox, message, 'COMMIT');
    await until(() => queued.length === 1);
    await outbox.close();
    expect(queued).toEqual([
      { message, options: { at: new Date(5000), idempotencyKey: expect.stringMatching(/^outbox-/u) } },
    ]);
    expect(await outbox.relay()).toBe(0);
  });

  it('enqueues again under the same key what it could not enqueue, or died before it could say so', async () => {
    let isDown = true;
    const { outbox, queued } = await outboxOf('again', () =>
      isDown ? new Error('Redis is away') : undefined,
    );
    await inTransaction(outbox, message, 'COMMIT');
    await expect(outbox.relay()).rejects.toThrow('Redis is away');
    isDown = false;
    expect(await outbox.relay()).toBe(1);
    expect(queued).toHaveLength(1);
  });

  it.each([
    ['refused', new MailParseError('to', 'is missing', 'Name one.')],
    ['too_large', new MailQueueError('It is too large.', { problem: 'too-large', advice: 'Shorten it.' })],
    ['not_prepared', new MailPreparationError('Its template fails.', 'Mend it.')],
  ])('keeps a message that is %s, with the reason, and goes on with the others', async (table, error) => {
    const refusals = [error];
    const { outbox, queued } = await outboxOf(table, () => refusals.pop());
    await inTransaction(outbox, message, 'COMMIT');
    await inTransaction(outbox, { ...message, subject: 'next' }, 'COMMIT');
    expect(await outbox.relay()).toBe(2);
    expect(await outbox.relay()).toBe(0);
    const { rows } = await pool.query(`SELECT problem FROM ${table}`);
    expect(rows).toEqual([{ problem: error.message }]);
    expect(queued.map(({ message: { subject } }) => subject)).toEqual(['next']);
  });

  it('enqueues a message under its own idempotency key, where it has one', async () => {
    const { outbox, queued } = await outboxOf('with_key');
    await inTransaction(outbox, { ...message, idempotencyKey: 'order-42' }, 'COMMIT');
    await outbox.relay();
    expect(queued.map(({ options }) => options.idempotencyKey)).toEqual(['order-42']);
  });

  it('does the same in transactions of TypeORM, and relays over it', async () => {
    const source = await new DataSource({ type: 'postgres', url: postgres.url }).initialize();
    const subjects: string[] = [];
    const outbox = new MailOutbox({
      table: 'of_typeorm',
      run: (sql, values) => source.query(sql, values),
      enqueue: ({ subject = '' }) => {
        if (subject === 'refused') throw new MailParseError('to', 'is missing', 'Name one.');
        subjects.push(subject);
        return Promise.resolve({ id: '1', messageId: '<1@x.test>', deduplicated: false });
      },
    });
    await outbox.createTable();
    const write = (subject: string, fault?: Error): Promise<void> =>
      source.transaction(async (manager) => {
        await outbox.add((sql, values) => manager.query(sql, values), { ...message, subject });
        if (fault !== undefined) throw fault;
      });
    await expect(write('rolled back', new Error('no'))).rejects.toThrow('no');
    for (const subject of ['one', 'refused', 'two']) await write(subject);
    expect(await outbox.relay()).toBe(3);
    expect(await outbox.relay()).toBe(0);
    expect(subjects).toEqual(['one', 'two']);
    expect(await source.query('SELECT problem FROM of_typeorm')).toEqual([
      { problem: expect.stringContaining('is missing') },
    ]);
    await source.destroy();
  });
});
