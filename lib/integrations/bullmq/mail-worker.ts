import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { DelayedError, type Job, UnrecoverableError, WaitingError } from 'bullmq';
import { isMailError, LocalDomainLimits, type QueueContext, QueueHold } from '../../index.js';
import { BatchRecord } from './batch-record.js';
import type { BullmqOptions } from './bullmq-options.js';
import { isNewer, type JobData, readJobData } from './job-data.js';
import { settledWithin } from './deadline.js';
import { idInBatch } from './job-id.js';
import { followUpOptions } from './job-options.js';
import { RedisLimits } from './redis-limits.js';
import { type Aftermath, reportCutShort, sendStored, type StoredJob, type Surroundings } from './sending.js';
import { Slots } from './slots.js';
import type { JobQueue, JobStore, JobWorker } from './store.js';

/** Milliseconds after which another worker may have come that reads a newer job. */
const NEWER_WAIT_MS = 10_000;
/** A mail whose worker was killed as often is at fault itself. */
const MOST_STALLS = 100;

const DEFAULT_CLAIM_MS = 10_000;
const CLOSE_STEP_MS = 1000;

/** What a worker works on. */
export interface WorkPlace {
  readonly store: JobStore;
  readonly queue: JobQueue;
  /** Name of the queue. */
  readonly name: string;
  readonly options: BullmqOptions;
  readonly onError: (error: Error) => void;
}

/** Sends what is queued, by the way of every mail. */
export class MailWorker {
  readonly #context: QueueContext;
  readonly #place: WorkPlace;
  readonly #stop = new AbortController();
  readonly #abandon = new AbortController();
  readonly #around: Surroundings;
  readonly #slots: Slots;
  readonly #worker: JobWorker;
  readonly #hold: QueueHold;
  #isClosing = false;

  constructor(context: QueueContext, place: WorkPlace) {
    this.#context = context;
    this.#place = place;
    const { options, queue, store, name, onError } = place;
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
    this.#around = {
      context,
      hold: this.#hold,
      signal: this.#stop.signal,
      pass: (asked) => (store.kind === 'redis' ? limits.pass(asked) : local.pass(asked)),
    };
    this.#worker = store.worker(name, {
      process: (job, token) => orAborted(this.#process(job, token ?? ''), this.#abandon.signal),
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
    closed.catch(this.#place.onError);
  }

  async #process(job: Job<JobData>, token: string): Promise<void> {
    if (isNewer(job.data)) return this.#leaveToNewer(job, token);
    const data = readable(job.data);
    if (data.dead !== undefined) throw new UnrecoverableError(data.dead.reason);
    const [first] = data.mails;
    if (first === undefined) return undefined;
    if (data.mails.length > 1) return this.#processMany(job, token, data);
    return this.#processOne(job, token, { id: job.id ?? '', stored: first, data });
  }

  async #processOne(job: Job<JobData>, token: string, one: StoredJob): Promise<void> {
    await this.#slots.take();
    try {
      const wasCutShort = this.#atMostOnce && job.attemptsStarted > one.data.starts + 1;
      if (wasCutShort) return await this.#goOn(job, token, reportCutShort(one, this.#context));
      if (this.#isClosing) return await this.#putBack(job, token);
      return await this.#goOn(job, token, await sendStored(one, this.#around));
    } finally {
      this.#slots.give();
    }
  }

  /** The job itself goes on with the mail; only what parts from it gets a job of its own. */
  async #goOn(job: Job<JobData>, token: string, { isHeld, limitedFor, followUps }: Aftermath): Promise<void> {
    if (isHeld === true) return this.#putBack(job, token);
    if (limitedFor !== undefined) return this.#delay(job, token, limitedFor);
    const [next, ...others] = followUps;
    for (const [index, other] of others.entries())
      await this.#follow(`${job.id}.${job.attemptsStarted}.${index}`, other);
    if (next === undefined) return undefined;
    await job.updateData({ ...next.data, starts: job.attemptsStarted });
    if (next.data.dead !== undefined) throw new UnrecoverableError(next.data.dead.reason);
    await job.moveToDelayed(Date.now() + next.delay, token);
    throw new DelayedError();
  }

  async #processMany(job: Job<JobData>, token: string, data: JobData): Promise<void> {
    const record = new BatchRecord(job);
    const cutShort = this.#atMostOnce ? record.begun : 0;
    const underway = new Set<Promise<void>>();
    let isWhole = true;
    for (const [index, stored] of data.mails.entries()) {
      if (record.isDone(index)) continue;
      await this.#slots.take();
      if (this.#isClosing || this.#hold.error !== undefined) {
        this.#slots.give();
        isWhole = false;
        break;
      }
      // Not ahead of time: what was begun when a worker is killed is reported, and not sent.
      if (this.#atMostOnce && index >= record.begun) await record.begin(index + 1);
      const one = { id: idInBatch(job.id ?? '', index), stored, data: { ...data, starts: 0 } };
      const sent =
        index < cutShort
          ? Promise.resolve(reportCutShort(one, this.#context))
          : sendStored(one, this.#around);
      const done = this.#afterOne(one, index, sent, record)
        .then((isDone) => void (isWhole &&= isDone))
        .finally(() => {
          // Not before it is kept that the mail went: a kill repeats at most as many mails as there are slots.
          this.#slots.give();
          underway.delete(done);
        });
      underway.add(done);
    }
    await Promise.all(underway);
    if (isWhole) return;
    await record.rest();
    await this.#putBack(job, token);
  }

  /** @returns whether the mail needs no more of its job */
  async #afterOne(
    one: StoredJob,
    index: number,
    sent: Promise<Aftermath>,
    record: BatchRecord,
  ): Promise<boolean> {
    const { isHeld, limitedFor, followUps } = await sent;
    if (isHeld === true) return false;
    if (limitedFor !== undefined)
      await this.#follow(one.id, { data: { ...one.data, mails: [one.stored] }, delay: limitedFor });
    for (const [number, followUp] of followUps.entries())
      await this.#follow(number === 0 ? one.id : `${one.id}.${number}`, followUp);
    await record.finish(index);
    return true;
  }

  /** Until the store takes it: the mail is in no other job once this one is done. */
  async #follow(id: string, { data, delay }: Aftermath['followUps'][number]): Promise<void> {
    for (;;) {
      try {
        await this.#place.queue.add('mail', data, followUpOptions(id, delay));
        return;
      } catch (error) {
        if (this.#stop.signal.aborted) throw error;
        await pause(200);
      }
    }
  }

  async #leaveToNewer(job: Job<JobData>, token: string): Promise<never> {
    const problem = `Job ${job.id} was written by a newer version of this package and is left to newer workers.`;
    this.#context.tell('warning', { mailer: this.#context.name, problem });
    await job.moveToDelayed(Date.now() + NEWER_WAIT_MS, token);
    throw new DelayedError();
  }

  async #putBack(job: Job<JobData>, token: string): Promise<never> {
    // Others go on with what this one cannot send; it does not ask for more itself.
    if (this.#hold.error !== undefined) await this.#worker.pause(true);
    await this.#noteStarts(job);
    await job.moveToWait(token);
    throw new WaitingError();
  }

  async #delay(job: Job<JobData>, token: string, milliseconds: number): Promise<never> {
    await this.#noteStarts(job);
    await job.moveToDelayed(Date.now() + milliseconds, token);
    throw new DelayedError();
  }

  /** This start ended, and nothing was sent. */
  async #noteStarts(job: Job<JobData>): Promise<void> {
    if (this.#atMostOnce) await job.updateData({ ...job.data, starts: job.attemptsStarted });
  }

  get #atMostOnce(): boolean {
    return this.#context.config.delivery === 'at-most-once';
  }
}

function readable(data: unknown): JobData {
  try {
    return readJobData(data);
  } catch (error) {
    throw new UnrecoverableError(isMailError(error) ? error.message : String(error));
  }
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
