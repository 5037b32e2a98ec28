import { setTimeout as pause } from 'node:timers/promises';
import { isMailError, MailError } from '../../errors/mail.error.js';
import type { Mail } from '../../message/mail.js';
import type { MailMessage } from '../../message/message.js';
import { type Messages, MessageSource } from '../message-source.js';
import type { EnqueueOptions } from './enqueue-options.js';
import type { JobReceipt } from './mail-queue.js';

/** How each message of many is queued. */
export interface EnqueueAllOptions extends Omit<EnqueueOptions, 'idempotencyKey'> {
  /** The idempotency key of a message. Default: its own. Messages with a key are queued one by one, which takes longer. */
  readonly idempotencyKey?: (message: MailMessage) => string | undefined;
}

/** What came of one message of many: the receipt of its job, or why it was not queued. */
export type EnqueueResult = {
  readonly message: MailMessage;
  /** Messages that have a result so far, this one included. */
  readonly count: number;
} & (
  | { readonly job: JobReceipt; readonly error?: undefined }
  | { readonly error: MailError; readonly job?: undefined }
);

/** What `enqueueAll` needs of a mailer. */
export interface BulkEnqueuer {
  readonly prepare: (message: MailMessage) => Promise<Mail>;
  /** Takes mails without keys, many at a time. */
  readonly addAll: (mails: readonly Mail[]) => Promise<JobReceipt[]>;
  /** Takes one mail, with its key. */
  readonly add: (mail: Mail, idempotencyKey: string) => Promise<JobReceipt>;
  readonly keyOf: (message: MailMessage) => string | undefined;
  /** Bytes that a mail takes, about. */
  readonly sizeOf: (mail: Mail) => number;
}

type Result = { readonly message: MailMessage } & (
  { readonly job: JobReceipt } | { readonly error: MailError }
);

/** Most mails and bytes that go to the queue at a time: V8 keeps texts above 128 KB apart, where they stay for long. */
const BATCH = { mails: 100, bytes: 16 * 1024 } as const;
/** Batches that are queued at a time: what waits for long is kept for longer by V8, too. */
const MOST_UNDERWAY = 1;
/** Milliseconds that a message waits for others to come along. */
const PATIENCE_MS = 20;

/** Queues messages as they come, many at a time, and gives each its result in the order of the messages. */
export async function* enqueueEach(
  messages: Messages,
  enqueuer: BulkEnqueuer,
): AsyncGenerator<EnqueueResult, void, undefined> {
  const source = new MessageSource(messages);
  const batches = batchesOf(source, enqueuer);
  const underway: Promise<Result[]>[] = [];
  let next: ReturnType<typeof batches.next> | undefined = batches.next();
  let hasEnded = false;
  let count = 0;
  try {
    while (!hasEnded || underway.length > 0) {
      // A result is given when it is there, and not when the next messages are.
      const item = await Promise.race([next, underway[0]].filter((one) => one !== undefined));
      if (Array.isArray(item)) {
        void underway.shift();
        for (const result of item) yield { ...result, count: ++count };
      } else {
        next = undefined;
        if (item.done === true) hasEnded = true;
        else underway.push(queueBatch(item.value, enqueuer));
      }
      if (!hasEnded && underway.length < MOST_UNDERWAY) next ??= batches.next();
    }
    source.check();
  } finally {
    // Who stops early does not wait for a message that may never come.
    void Promise.allSettled([next, batches.return()]);
  }
}

type Prepared = { readonly message: MailMessage } & ({ readonly mail: Mail } | { readonly error: MailError });

/** Gathers messages until there are many, or no more come for a moment. */
async function* batchesOf(
  source: MessageSource,
  { prepare, sizeOf }: BulkEnqueuer,
): AsyncGenerator<Prepared[], void, undefined> {
  let batch: Prepared[] = [];
  let bytes = 0;
  let next = source.next();
  try {
    for (;;) {
      const item = await (batch.length === 0 ? next : Promise.race([next, pause(PATIENCE_MS)]));
      if (item?.done === false) {
        const prepared = await prepareOne(item.value, prepare);
        batch.push(prepared);
        bytes += 'mail' in prepared ? sizeOf(prepared.mail) : 0;
        next = source.next();
      }
      const isFull = batch.length >= BATCH.mails || bytes >= BATCH.bytes;
      if (batch.length > 0 && (item?.done !== false || isFull)) {
        yield batch;
        [batch, bytes] = [[], 0];
      }
      if (item?.done === true) return;
    }
  } finally {
    // Who stops early does not wait for a message that may never come.
    void Promise.allSettled([next, source.end()]);
  }
}

async function prepareOne(message: MailMessage, prepare: BulkEnqueuer['prepare']): Promise<Prepared> {
  try {
    return { message, mail: await prepare(message) };
  } catch (error) {
    return { message, error: toMailError(error) };
  }
}

async function queueBatch(batch: readonly Prepared[], enqueuer: BulkEnqueuer): Promise<Result[]> {
  const keys = batch.map(({ message }) => enqueuer.keyOf(message));
  const together = batch.flatMap((one, index) =>
    'mail' in one && keys[index] === undefined ? [one.mail] : [],
  );
  const receipts = together.length === 0 ? Promise.resolve([]) : enqueuer.addAll(together);
  const outcome = receipts.then(
    (jobs) => jobs.values(),
    (error: unknown) => toMailError(error),
  );
  return Promise.all(
    batch.map(async (one, index): Promise<Result> => {
      const { message } = one;
      const key = keys[index];
      if ('error' in one) return one;
      if (key !== undefined) return queueWithKey(one, key, enqueuer);
      const jobs = await outcome;
      if (jobs instanceof MailError) return { message, error: jobs };
      const { value } = jobs.next();
      return value === undefined ? { message, error: notQueued() } : { message, job: value };
    }),
  );
}

async function queueWithKey(
  { message, mail }: { readonly message: MailMessage; readonly mail: Mail },
  key: string,
  { add }: BulkEnqueuer,
): Promise<Result> {
  try {
    return { message, job: await add(mail, key) };
  } catch (error) {
    return { message, error: toMailError(error) };
  }
}

function notQueued(): MailError {
  return toMailError(new Error('the queue gave no receipt'));
}

function toMailError(error: unknown): MailError {
  if (isMailError(error)) return error;
  const what = `The message was not queued: ${error instanceof Error ? error.message : String(error)}.`;
  return new MailError(what, { code: 'MAIL_QUEUE', advice: 'See the cause of this error.', cause: error });
}
