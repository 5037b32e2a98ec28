import {
  type CheckedEnqueueOptions,
  type DeadLetter,
  type JobReceipt,
  type Mail,
  MailConfigError,
  type MailQueue,
  queueClosed,
  type QueueContext,
  type QueueFactory,
  type QueueHealth,
  unknownJob,
} from '../../index.js';
import { BatchRecord } from './batch-record.js';
import type { BullmqOptions } from './bullmq-options.js';
import { deadLetter } from './dead-letter.js';
import { newJobData, readJobData } from './job-data.js';
import { idInBatch, messageIdOf, newBatchId, newJobId } from './job-id.js';
import { jobOptions } from './job-options.js';
import { MailWorker } from './mail-worker.js';
import { StoreClient } from './store-client.js';
import { type JobQueue, type JobStore, jobStore } from './store.js';
import { Warnings } from './warnings.js';

/** Dead letters that are read at once. */
const PAGE = 100;

/**
 * Keeps mails in Redis or PostgreSQL, for any number of processes.
 * @example MailModule.forRoot({ queue: bullmq({ connection: 'redis://localhost' }) })
 * @throws MailConfigError when the connection cannot work
 */
export function bullmq(options: BullmqOptions): QueueFactory {
  const store = jobStore(options);
  return (context) => new BullmqQueue(context, store, options);
}

class BullmqQueue implements MailQueue {
  readonly #context: QueueContext;
  readonly #store: JobStore;
  readonly #options: BullmqOptions;
  readonly #warnings: Warnings;
  readonly #name: string;
  readonly #client: StoreClient;
  #worker: MailWorker | undefined;
  #isClosed = false;

  constructor(context: QueueContext, store: JobStore, options: BullmqOptions) {
    this.#context = context;
    this.#store = store;
    this.#options = options;
    this.#warnings = new Warnings((problem) => context.tell('warning', { mailer: context.name, problem }));
    this.#name = `mail-${context.name.replaceAll(':', '%3A')}`;
    this.#client = new StoreClient(store, this.#name, this.#warnings);
  }

  async add(mail: Mail, options: CheckedEnqueueOptions): Promise<JobReceipt> {
    const id = newJobId(mail.messageId);
    const data = newJobData([mail], Date.now() + options.delay);
    const job = await this.#ask((queue) => queue.add('mail', data, jobOptions(id, options)));
    const taken = job.id ?? id;
    if (taken !== id) return { id: taken, messageId: messageIdOf(taken), deduplicated: true };
    return this.#queued(id, mail);
  }

  async addAll(mails: readonly Mail[], options: CheckedEnqueueOptions): Promise<JobReceipt[]> {
    const [only] = mails;
    if (only === undefined) return [];
    if (mails.length === 1) return [await this.add(only, options)];
    const id = newBatchId();
    const data = newJobData(mails, Date.now() + options.delay);
    await this.#ask((queue) => queue.add('mails', data, jobOptions(id, options)));
    return mails.map((mail, index) => this.#queued(idInBatch(id, index), mail));
  }

  async *deadLetters(): AsyncGenerator<DeadLetter, void, undefined> {
    const ids = await this.#ask((queue) => queue.getRanges(['failed'], 0, -1, true));
    for (let from = 0; from < ids.length; from += PAGE) {
      const page = ids.slice(from, from + PAGE);
      const jobs = await this.#ask((queue) => Promise.all(page.map((id) => queue.getJob(id))));
      for (const job of jobs) if (job !== undefined) yield deadLetter(job);
    }
  }

  async retry(id: string): Promise<void> {
    const job = await this.#ask((queue) => queue.getJob(id));
    if (job === undefined || !(await this.#ask(() => job.isFailed()))) throw unknownJob(id);
    const { v, mails } = readJobData(job.data);
    await this.#ask(() => job.updateData({ v, mails, since: Date.now(), attempts: 0 }));
    await this.#ask(() => new BatchRecord(job, mails.length).rest());
    await this.#ask(() => job.retry('failed'));
  }

  async health(): Promise<QueueHealth> {
    if (this.#isClosed) return { status: 'closed', waiting: 0, deadLetters: 0 };
    const held = this.#worker?.heldBy;
    try {
      const counts = await this.#ask((queue) =>
        queue.getJobCounts('wait', 'delayed', 'prioritized', 'active', 'failed'),
      );
      const { failed = 0, ...others } = counts;
      const waiting = Object.values(others).reduce((sum, count) => sum + count, 0);
      const how = held === undefined ? { status: 'running' as const } : heldBy(held);
      return { ...how, waiting, deadLetters: failed };
    } catch (error) {
      return { ...heldBy(error), waiting: Number.NaN, deadLetters: Number.NaN };
    }
  }

  /** @throws MailConfigError, which stops the boot, when Redis may throw queued mails away */
  async start(): Promise<void> {
    try {
      await this.#ask(() => Promise.resolve());
    } catch (error) {
      if (error instanceof MailConfigError) throw error;
      this.#warnings.warn(String(error));
    }
    if (this.#options.worker === false || this.#isClosed) return;
    this.#worker ??= new MailWorker(this.#context, {
      store: this.#store,
      queue: this.#client.queue,
      name: this.#name,
      options: this.#options,
      onError: this.#warnings.onError,
    });
  }

  async close(): Promise<number> {
    this.#isClosed = true;
    await this.#worker?.close(this.#context.config.drainTimeout);
    await this.#client.close();
    return 0;
  }

  #queued(id: string, { messageId }: Mail): JobReceipt {
    const mailer = this.#context.name;
    this.#context.tell('queued', { job: { mailer, id, messageId } });
    return { id, messageId, deduplicated: false };
  }

  async #ask<T>(request: (queue: JobQueue) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw queueClosed();
    return this.#client.ask(request);
  }
}

function heldBy(error: unknown): { readonly status: 'held'; readonly error: string } {
  return { status: 'held', error: String(error) };
}
