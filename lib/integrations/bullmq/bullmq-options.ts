import type { ConnectionOptions } from 'bullmq';

/** A PostgreSQL database instead of Redis. */
export interface PostgresConnection {
  /** @example 'postgres://user:secret@localhost/app' */
  readonly connectionString: string;
  /** Where BullMQ's tables are. Default `bullmq`. */
  readonly schema?: string;
}

/** Where the queue is kept, and who works on it. */
export interface BullmqOptions {
  /**
   * Redis 6.2 or later: an address, options of ioredis or a client, which stays yours. PostgreSQL 13 or later: an address
   * that begins with `postgres://`, or `{ connectionString }`.
   * @example 'redis://localhost:6379'
   */
  readonly connection: string | ConnectionOptions | PostgresConnection;
  /** What the keys in Redis begin with. With Redis Cluster it needs braces: `{mail}`. Default `nestjs-spring-mail`. */
  readonly prefix?: string;
  /**
   * Whether this process sends what is queued, and how many mails at a time. Default `true`, with
   * `nest.mail.queue.concurrency` mails.
   */
  readonly worker?: boolean | { readonly concurrency?: number };
  /**
   * Milliseconds after which a worker that was killed has lost its mails to another. A process that does not come to
   * renew its claim for as long, since its event loop is blocked, may send a mail twice. Default 10000.
   */
  readonly claimDuration?: number;
  /** Most dead letters that are kept, the latest ones. Default 10000. */
  readonly maxDeadLetters?: number;
}
