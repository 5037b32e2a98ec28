import { setTimeout as pause } from 'node:timers/promises';
import { MailConfigError, MailQueueError } from '../../index.js';
import { checkRedis } from './check-redis.js';
import { settledWithin, within } from './deadline.js';
import { isAboutConnection, storeFailed, storeSilent } from './store-fault.js';
import type { JobQueue, JobStore } from './store.js';
import type { Warnings } from './warnings.js';

/** Milliseconds that the store has for a request. */
const LIMIT_MS = 1800;
const RETRY_MS = 100;
const CLOSE_STEP_MS = 1000;

/** Who asks the store: over one connection that is opened when it is first needed, and never longer than the limit. */
export class StoreClient {
  readonly #store: JobStore;
  readonly #name: string;
  readonly #warnings: Warnings;
  #queue: JobQueue | undefined;
  #checked: Promise<void> | undefined;

  constructor(store: JobStore, name: string, warnings: Warnings) {
    this.#store = store;
    this.#name = name;
    this.#warnings = warnings;
  }

  /** The queue as BullMQ has it; asked directly, it has no limit. */
  get queue(): JobQueue {
    this.#queue ??= this.#store.queue(this.#name, this.#warnings.onError);
    return this.#queue;
  }

  /**
   * Asks again while the connection is coming back.
   * @throws MailQueueError when the store fails or is silent; MailConfigError when it may throw queued mails away
   */
  async ask<T>(request: (queue: JobQueue) => Promise<T>): Promise<T> {
    const { queue } = this;
    const end = Date.now() + LIMIT_MS;
    const inTime = <R>(promise: Promise<R>, wasAsked: boolean): Promise<R> =>
      within(end - Date.now(), promise, () => storeSilent(LIMIT_MS, wasAsked, this.#warnings.last));
    for (let wasAsked = false; ;) {
      try {
        await inTime(this.#check(queue), wasAsked);
        wasAsked = true;
        return await inTime(request(queue), wasAsked);
      } catch (error) {
        if (error instanceof MailQueueError || error instanceof MailConfigError) throw error;
        const fault = error instanceof Error ? error : new Error(String(error));
        if (!isAboutConnection(fault) || Date.now() + RETRY_MS >= end)
          throw storeFailed(fault, wasAsked && isAboutConnection(fault));
        await pause(RETRY_MS);
      }
    }
  }

  async close(): Promise<void> {
    const queue = this.#queue;
    if (queue === undefined) return;
    await settledWithin(CLOSE_STEP_MS, queue.close());
    // A client that was reconnecting is gone then, and does not say so.
    await settledWithin(CLOSE_STEP_MS, queue.disconnect());
  }

  /** Once the store is there, and again when that failed. */
  #check(queue: JobQueue): Promise<void> {
    this.#checked ??= this.#checkStore(queue).catch((error: unknown) => {
      this.#checked = undefined;
      throw error;
    });
    return this.#checked;
  }

  async #checkStore(queue: JobQueue): Promise<void> {
    await queue.waitUntilReady();
    const redis = await queue.redis();
    if (redis === undefined) return;
    for (const problem of await checkRedis(redis)) this.#warnings.warn(problem);
  }
}
