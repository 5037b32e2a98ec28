import {
  createPostgresBackend,
  Queue,
  type QueueOptions,
  RedisQueueBackend,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import type { IQueueBackend, Job, JobProgress, Processor, RedisClient } from 'bullmq';
import { MailConfigError } from '../../index.js';
import type { BullmqOptions, PostgresConnection } from './bullmq-options.js';
import type { JobData } from './job-data.js';

/** The part of BullMQ's queue that is used, whatever it is kept in. */
export type JobQueue = Pick<
  Queue<JobData>,
  'add' | 'addBulk' | 'close' | 'disconnect' | 'getJob' | 'getJobCounts' | 'getRanges' | 'waitUntilReady'
> & { readonly redis: () => Promise<RedisClient> | undefined };

/** The part of BullMQ's worker that is used. */
export type JobWorker = Pick<Worker<JobData>, 'close' | 'disconnect' | 'pause' | 'resume' | 'waitUntilReady'>;

/** What a worker does, and how. */
export interface JobWork {
  readonly process: Processor<JobData>;
  /** The job has been finished, failed or put back in the store, or cannot be. */
  readonly onEnd: (job: Job<JobData>) => void;
  readonly options: Omit<WorkerOptions, 'connection'>;
  readonly onError: (error: Error) => void;
}

/** Makes queues and workers over the connection that the user named. */
export interface JobStore {
  readonly kind: 'redis' | 'postgres';
  /** @param onError is told of every fault of the connection */
  queue(name: string, onError: (error: Error) => void): JobQueue;
  worker(name: string, work: JobWork): JobWorker;
}

const PREFIX = 'nestjs-spring-mail';
/** A URL, or the path of a socket. */
const ADDRESS = /^(?:[a-z][a-z\d+.-]*:\/)?\//iu;

/** @throws MailConfigError when the connection cannot work */
export function jobStore({ connection, prefix = PREFIX }: BullmqOptions): JobStore {
  refuseNoConnection(connection);
  if (typeof connection === 'string')
    return /^postgres(?:ql)?:/u.test(connection)
      ? postgresStore({ connectionString: connection })
      : redisStore({ url: connection }, prefix);
  return isPostgres(connection) ? postgresStore(connection) : redisStore(connection, prefix);
}

function isPostgres(
  connection: Exclude<BullmqOptions['connection'], string>,
): connection is PostgresConnection {
  return 'connectionString' in connection && typeof connection.connectionString === 'string';
}

function redisStore(connection: QueueOptions['connection'], prefix: string): JobStore {
  refuseKeyPrefix(connection);
  const isClient = 'duplicate' in connection && typeof connection.duplicate === 'function';
  // Who enqueues is told at once that Redis is away; who works waits until it is back.
  const producing = isClient
    ? connection
    : { ...connection, enableOfflineQueue: false, maxRetriesPerRequest: 1 };
  const working = isClient ? connection : { ...connection, maxRetriesPerRequest: null };
  return {
    kind: 'redis',
    queue: (name, onError) => {
      const queue = new Queue<JobData>(name, { connection: producing, prefix }).on('error', onError);
      const backend = queue.getBackend();
      const redis = (): Promise<RedisClient> | undefined =>
        backend instanceof RedisQueueBackend ? backend.client : undefined;
      return Object.assign(queue, { redis });
    },
    worker: (name, { process, options, ...told }) =>
      telling(told, new Worker(name, process, { ...options, connection: working, prefix })),
  };
}

function postgresStore({ connectionString, schema }: PostgresConnection): JobStore {
  const connection = { connectionString, migrate: true, ...(schema !== undefined && { schema }) };
  return {
    kind: 'postgres',
    queue: (name, onError) =>
      Object.assign(new Queue(name, { connection }, createPostgresBackend).on('error', onError), {
        redis: () => undefined,
      }),
    worker: (name, { process, options, ...told }) =>
      telling(told, new Worker(name, process, { ...options, connection }, createPostgresBackend)),
  };
}

/** BullMQ's events leave out the end of a job that was lost to another worker. */
function telling<B extends IQueueBackend, C>(
  { onEnd, onError }: Pick<JobWork, 'onEnd' | 'onError'>,
  worker: Worker<JobData, unknown, string, B, JobProgress, C>,
): JobWorker {
  const processJob = worker.processJob.bind(worker);
  worker.processJob = async (job, ...others) => {
    try {
      return await processJob(job, ...others);
    } finally {
      onEnd(job);
    }
  };
  worker.on('error', onError);
  return worker;
}

/** A variable that is not set would lead to the Redis of this machine, and so would a host without `redis://`. */
function refuseNoConnection(connection: unknown): void {
  if (typeof connection === 'string' ? ADDRESS.test(connection) : Boolean(connection)) return;
  const isMissing = connection === '' || typeof connection !== 'string';
  throw new MailConfigError([
    {
      key: 'queue: bullmq({ connection })',
      problem: isMissing ? 'is missing' : 'is no address',
      advice:
        'Write redis://host:6379, rediss://… for TLS, or postgres://…; a variable it is read from has to be set.',
    },
  ]);
}

/** ioredis would put it before some keys of BullMQ's scripts and not before others. */
function refuseKeyPrefix(connection: QueueOptions['connection']): void {
  const options: Readonly<Record<string, unknown>> = { ...connection };
  const inner: Readonly<Record<string, unknown>> = { ...Object(options['options']) };
  if (!options['keyPrefix'] && !inner['keyPrefix']) return;
  throw new MailConfigError([
    {
      key: 'queue: bullmq({ connection.keyPrefix })',
      problem: 'does not work with the scripts of BullMQ',
      advice: 'Remove it, and set prefix beside connection instead.',
    },
  ]);
}
