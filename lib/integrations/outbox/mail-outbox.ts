import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type EnqueueOptions,
  isMailError,
  type JobReceipt,
  type MailError,
  type MailMessage,
  MailPreparationError,
  MailQueueError,
} from '../../index.js';
import { restoreMessage, storeMessage } from './stored-message.js';

/**
 * Runs one statement of PostgreSQL, and gives its rows as an array or as `{ rows }`.
 * @example (sql, values) => client.query(sql, values) // pg, and the EntityManager of TypeORM
 * @example (sql, values) => tx.$queryRawUnsafe(sql, ...values) // Prisma
 */
export type RunStatement = (sql: string, values: unknown[]) => Promise<unknown>;

/** Where rows are, and where their messages go. */
export interface MailOutboxOptions {
  /** Outside of any transaction, for the relay. */
  readonly run: RunStatement;
  /** @example (message, options) => mail.enqueue(message, options) */
  readonly enqueue: (message: MailMessage, options: EnqueueOptions) => Promise<JobReceipt>;
  /** Default `mail_outbox`. */
  readonly table?: string;
  /** Milliseconds between two looks at the table. Default 1000. */
  readonly interval?: number;
  /** Told each time of what keeps the relay from its work; it goes on. Default: Node's warnings, once until it works again. */
  readonly onError?: (error: unknown) => unknown;
}

interface Row {
  readonly id: string;
  readonly message: unknown;
  readonly options: unknown;
}

const BATCH = 100;

/**
 * Messages that are sent when, and only when, a transaction commits: a row is written in the transaction, and a relay
 * enqueues it afterwards, at least once and under an idempotency key, so that it is queued once.
 * @example
 * await client.query('BEGIN');
 * await outbox.add((sql, values) => client.query(sql, values), { to: user.email, subject: 'Welcome', text: 'Hello!' });
 * await client.query('COMMIT');
 */
export class MailOutbox {
  readonly #options: MailOutboxOptions;
  readonly #table: string;
  readonly #stop = new AbortController();
  #relaying: Promise<void> | undefined;

  constructor(options: MailOutboxOptions) {
    this.#options = options;
    this.#table = quoted(options.table ?? 'mail_outbox');
  }

  /** Makes the table where there is none; migrations may say the same. */
  async createTable(): Promise<void> {
    await this.#options.run(
      `CREATE TABLE IF NOT EXISTS ${this.#table} (
        id uuid PRIMARY KEY,
        position bigint GENERATED ALWAYS AS IDENTITY,
        message jsonb NOT NULL,
        options jsonb NOT NULL,
        problem text
      )`,
      [],
    );
  }

  /**
   * Writes a message in the caller's transaction.
   * @param run a statement of that transaction
   * @returns the id of the row
   * @throws MailParseError when it holds a stream; whatever the database says
   */
  async add(run: RunStatement, message: MailMessage, options: EnqueueOptions = {}): Promise<string> {
    const id = randomUUID();
    await run(`INSERT INTO ${this.#table} (id, message, options) VALUES ($1::uuid, $2::jsonb, $3::jsonb)`, [
      id,
      storeMessage(message),
      JSON.stringify(options),
    ]);
    return id;
  }

  /**
   * Enqueues what was committed so far. A row whose message is refused stays, with its `problem`.
   * @returns how many were enqueued
   */
  async relay(): Promise<number> {
    const rows = rowsOf(
      await this.#options.run(
        `SELECT id, message, options FROM ${this.#table} WHERE problem IS NULL ORDER BY position LIMIT ${BATCH}`,
        [],
      ),
    );
    for (const row of rows) await this.#relayOne(row);
    return rows.length;
  }

  /** Enqueues what is committed from now on, until `close`. */
  start(): void {
    this.#relaying ??= this.#relayOn();
  }

  /** Ends the relay; rows that are left wait for the next one. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#relaying;
  }

  async #relayOn(): Promise<void> {
    const { signal } = this.#stop;
    let isFailing = false;
    while (!signal.aborted) {
      let count = 0;
      try {
        count = await this.relay();
        isFailing = false;
      } catch (error) {
        await this.#tell(error, isFailing);
        isFailing = true;
      }
      if (count < BATCH)
        await pause(this.#options.interval ?? 1000, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @param again what failed was already failing */
  async #tell(error: unknown, again: boolean): Promise<void> {
    const { onError } = this.#options;
    try {
      if (onError !== undefined) await onError(error);
      else if (!again)
        process.emitWarning(
          `The mail outbox relays nothing: ${String(error)}. Pass onError to be told each time.`,
        );
    } catch (failure) {
      process.emitWarning(
        `The onError of the mail outbox failed: ${String(failure)}. It has to take any error.`,
      );
    }
  }

  async #relayOne({ id, message, options }: Row): Promise<void> {
    const { at, ...rest }: Omit<EnqueueOptions, 'at'> & { at?: string } = { ...Object(options) };
    const moment = at === undefined ? {} : { at: new Date(at) };
    const written = restoreMessage(message);
    const idempotencyKey = rest.idempotencyKey ?? written.idempotencyKey ?? `outbox-${id}`;
    try {
      await this.#options.enqueue(written, { ...rest, ...moment, idempotencyKey });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await this.#options.run(`UPDATE ${this.#table} SET problem = $2 WHERE id = $1::uuid`, [
        id,
        error.message,
      ]);
      return;
    }
    await this.#options.run(`DELETE FROM ${this.#table} WHERE id = $1::uuid`, [id]);
  }
}

/** The same message would be refused again, and those behind it must not wait for it. */
function isRefusal(error: unknown): error is MailError {
  if (error instanceof MailQueueError) return error.problem === 'too-large';
  if (error instanceof MailPreparationError) return error.permanent;
  return isMailError(error) && error.code === 'MAIL_PARSE';
}

function rowsOf(result: unknown): readonly Row[] {
  const { rows }: { rows?: unknown } = Array.isArray(result) ? { rows: result } : { ...Object(result) };
  return Array.isArray(rows) ? rows : [];
}

function quoted(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}
