import { setMaxListeners } from 'node:events';
import type { Job } from 'bullmq';
import { LocalDomainLimits, type QueueContext, QueueHold } from '../../index.js';
import type { BullmqOptions } from './bullmq-options.js';
import { settledWithin } from './deadline.js';
import type { JobData } from './job-data.js';
import { RedisLimits } from './redis-limits.js';
import { type JobSlots, Slots } from './slots.js';
import type { JobQueue, JobStore, JobWorker } from './store.js';
import { workOnJob, type WorkPlace } from './work-on-job.js';

/** A mail whose worker was killed as often is at fault itself. */
const MOST_STALLS = 100;

const DEFAULT_CLAIM_MS = 10_000;
const CLOSE_STEP_MS = 1000;

/** What a worker works on. */
export interface WorkerSetting {
  readonly store: JobStore;
  readonly queue: JobQueue;
  /** Name of the queue. */
  readonly name: string;
  readonly options: BullmqOptions;
  readonly onError: (error: Error) => void;
}

/** Sends what is queued, by the way of every mail. */
export class MailWorker {
  readonly #onError: (error: Error) => void;
  readonly #stop = new AbortController();
  readonly #abandon = new AbortController();
  readonly #place: WorkPlace;
  readonly #slots: Slots;
  /** Slots of the jobs under way. */
  readonly #held = new WeakMap<Job<JobData>, JobSlots>();
  readonly #worker: JobWorker;
  readonly #hold: QueueHold;
  #isClosing = false;

  constructor(context: QueueContext, { options, queue, store, name, onError }: WorkerSetting) {
    this.#onError = onError;
    const { worker, claimDuration = DEFAULT_CLAIM_MS, maxDeadLetters = 10_000, prefix } = options;
    const concurrency =
      (typeof worker === 'object' ? worker.concurrency : undefined) ?? context.config.concurrency;
    this.#slots = new Slots(concurrency);
    // One for each job under way.
    setMaxListeners(0, this.#abandon.signal);
    this.#hold = new QueueHold(context, () => void this.#worker.resume());
    const local = new LocalDomainLimits();
    const redis = queue.redis;
    const limits = new RedisLimits(
      async () => {
        const client = await redis();
        if (client === undefined) throw new Error('There is no Redis.');
        return client;
      },
      `${prefix ?? 'nestjs-spring-mail'}:${name}`,
    );
    this.#place = {
      queue,
      claimDuration,
      isClosing: () => this.#isClosing,
      pause: () => this.#worker.pause(true),
      around: {
        context,
        hold: this.#hold,
        signal: this.#stop.signal,
        pass: (asked) => (store.kind === 'redis' ? limits.pass(asked) : local.pass(asked)),
      },
    };
    this.#worker = store.worker(name, {
      process: (job, token) => orAborted(this.#work(job, token ?? ''), this.#abandon.signal),
      onEnd: (job) => this.#held.get(job)?.give(),
      onError,
      options: {
        concurrency,
        lockDuration: claimDuration,
        stalledInterval: claimDuration / 2,
        maxStalledCount: MOST_STALLS,
        runRetryDelay: 1000,
        removeOnFail: { count: maxDeadLetters },
      },
    });
  }

  /** What holds it. */
  get heldBy(): Error | undefined {
    return this.#hold.error;
  }

  /** Takes no more jobs, lets mails under way finish within the limit, and leaves the rest to others. */
  async close(limit: number): Promise<void> {
    this.#isClosing = true;
    this.#hold.close();
    // One that is closed while it connects leaves a connection behind.
    await settledWithin(CLOSE_STEP_MS, this.#worker.waitUntilReady());
    const closed = this.#worker.close();
    await settledWithin(limit, closed);
    this.#stop.abort();
    // What was cut short is put back, unless the store is away, too.
    await settledWithin(CLOSE_STEP_MS, closed);
    // A transport that does not listen to its signal: the job goes back, and the next worker cannot know more.
    this.#abandon.abort(new Error('The process ended before its transport did.'));
    await settledWithin(CLOSE_STEP_MS, closed);
    // A client that was reconnecting is gone then, and does not say so.
    await settledWithin(CLOSE_STEP_MS, this.#worker.disconnect());
    closed.catch(this.#onError);
  }

  async #work(job: Job<JobData>, token: string): Promise<void> {
    const slots = this.#slots.forJob(urgencyOf(job));
    this.#held.set(job, slots);
    await workOnJob({ job, token, slots }, this.#place);
  }
}

function urgencyOf({ opts: { lifo = false, priority = 0 } }: Job): number {
  return lifo ? 1 : -priority;
}

/** Rejects with the reason of the signal when that comes first. */
function orAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(toError(signal.reason));
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
