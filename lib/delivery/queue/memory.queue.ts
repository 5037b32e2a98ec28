import { randomUUID } from 'node:crypto';
import type { Mail } from '../../message/mail.js';
import { Changes } from '../../smtp/changes.js';
import { SlidingWindow } from '../../smtp/rate-limit.js';
import { attemptMail, type Verdict } from './attempt.js';
import { DeadLetters } from './dead-letters.js';
import type { CheckedEnqueueOptions } from './enqueue-options.js';
import { QueueHold } from './hold.js';
import { IdempotencyKeys } from './idempotency-keys.js';
import { domainLimitsOf, LocalDomainLimits } from './limits.js';
import {
  type DeadLetter,
  type JobReceipt,
  type MailJob,
  type MailQueue,
  type QueueContext,
  queuedMail,
  type QueueFactory,
  type QueueHealth,
} from './mail-queue.js';
import type { QueuedMail } from './queue-events.js';
import { queueClosed, queueFull, unknownJob } from './refusals.js';
import { type MemoryJob, WaitingMails } from './waiting-mails.js';

/** Keeps mails in this process: for applications that need no Redis, and may lose what waits when they are killed. */
export const memoryQueue: QueueFactory = (context) => new MemoryQueue(context);

/** Milliseconds after which a transport that does not listen to its signal is waited for no more. */
const GIVE_UP_MS = 1000;

class MemoryQueue implements MailQueue {
  readonly #context: QueueContext;
  readonly #waiting = new WaitingMails(() => this.#pump());
  readonly #underway = new Set<MemoryJob>();
  readonly #dead = new DeadLetters();
  readonly #keys = new IdempotencyKeys();
  readonly #domainLimits = new LocalDomainLimits();
  readonly #rate: SlidingWindow | undefined;
  readonly #changes = new Changes();
  readonly #stop = new AbortController();
  readonly #hold: QueueHold;
  #isClosed = false;
  #rateTimer: NodeJS.Timeout | undefined;
  #order = 0;

  constructor(context: QueueContext) {
    this.#context = context;
    this.#hold = new QueueHold(context, () => this.#pump());
    this.#rate = context.config.rateLimit && new SlidingWindow(context.config.rateLimit);
  }

  add(mail: Mail, options: CheckedEnqueueOptions): Promise<JobReceipt> {
    const known = this.#keys.get(options.idempotencyKey);
    if (known !== undefined) return Promise.resolve({ ...known, deduplicated: true });
    if (this.#isClosed) return Promise.reject(queueClosed());
    if (this.#size >= this.#context.config.maxWaiting) return Promise.reject(queueFull(this.#size));
    return Promise.resolve(this.#take(mail, options));
  }

  async addAll(mails: readonly Mail[], options: CheckedEnqueueOptions): Promise<JobReceipt[]> {
    const receipts: JobReceipt[] = [];
    for (const mail of mails) {
      await this.#changes.until(() => this.#isClosed || this.#size < this.#context.config.maxWaiting);
      if (this.#isClosed) throw queueClosed();
      receipts.push(this.#take(mail, options));
    }
    return receipts;
  }

  async *deadLetters(): AsyncGenerator<DeadLetter, void, undefined> {
    await Promise.resolve();
    yield* this.#dead;
  }

  retry(id: string): Promise<void> {
    if (this.#isClosed) return Promise.reject(queueClosed());
    const job = this.#dead.take(id);
    if (job === undefined) return Promise.reject(unknownJob(id));
    this.#wait({ ...job, attempts: 0, since: Date.now() }, 'normal', Date.now());
    return Promise.resolve();
  }

  health(): Promise<QueueHealth> {
    const { error } = this.#hold;
    return Promise.resolve({
      status: this.#isClosed ? 'closed' : error === undefined ? 'running' : 'held',
      ...(error !== undefined && { error: String(error) }),
      waiting: this.#size,
      deadLetters: this.#dead.size,
    });
  }

  async close(): Promise<number> {
    this.#isClosed = true;
    this.#changes.notify();
    // What is lost otherwise gets one more attempt, now; what is not due yet would be sent too early.
    const waiting = this.#waiting.clear();
    for (const one of waiting) this.#waiting.add(one.isRetry ? { ...one, at: 0 } : one);
    this.#pump();
    const isDrained = (): boolean =>
      this.#underway.size === 0 && (this.#waiting.readySize === 0 || this.#hold.error !== undefined);
    await this.#changes.until(isDrained, this.#context.config.drainTimeout);
    this.#hold.close();
    clearTimeout(this.#rateTimer);
    this.#stop.abort();
    await this.#changes.until(() => this.#underway.size === 0, GIVE_UP_MS);
    const lost = [...this.#waiting.clear(), ...this.#underway];
    if (lost.length === 0) this.#context.tell('drained', { mailer: this.#context.name });
    for (const { job } of lost) this.#context.tell('undelivered', { job: this.#about(job) });
    return lost.length;
  }

  get #size(): number {
    return this.#waiting.size + this.#underway.size;
  }

  #take(mail: Mail, options: CheckedEnqueueOptions): JobReceipt {
    const { delay, priority, idempotencyKey, idempotencyWindow } = options;
    const at = Date.now() + delay;
    const job = { id: randomUUID(), mail, attempts: 0, since: at };
    const receipt = { id: job.id, messageId: mail.messageId, deduplicated: false };
    if (idempotencyKey !== undefined) this.#keys.add(idempotencyKey, receipt, idempotencyWindow);
    this.#context.tell('queued', { job: this.#about(job) });
    this.#wait(job, priority, delay === 0 ? 0 : at);
    return receipt;
  }

  #wait(job: MailJob, priority: MemoryJob['priority'], at: number, isRetry = false): void {
    this.#waiting.add({ job, priority, at, isRetry, order: this.#order++ });
    this.#pump();
  }

  #pump(): void {
    const { concurrency } = this.#context.config;
    while (this.#underway.size < concurrency && !this.#mustRest()) {
      const next = this.#waiting.next();
      if (next === undefined) return;
      const wait = this.#domainLimits.pass(domainLimitsOf(next.job.mail, this.#context.config));
      if (wait > 0) this.#waiting.add({ ...next, at: Date.now() + wait });
      else void this.#run(next);
    }
  }

  #mustRest(): boolean {
    if (this.#hold.error !== undefined || this.#stop.signal.aborted) return true;
    const wait = this.#rate?.wait ?? 0;
    if (wait === 0) return false;
    this.#rateTimer ??= setTimeout(() => {
      this.#rateTimer = undefined;
      this.#pump();
    }, wait);
    return true;
  }

  async #run(one: MemoryJob): Promise<void> {
    this.#underway.add(one);
    this.#rate?.pass();
    const verdict = await attemptMail(one.job, this.#context, this.#stop.signal);
    this.#underway.delete(one);
    this.#apply(one, verdict);
    this.#changes.notify();
    this.#pump();
  }

  #apply(one: MemoryJob, { receipt, again, dead, held }: Verdict): void {
    if (receipt !== undefined) this.#hold.mailWent();
    if (dead !== undefined) {
      this.#dead.add(dead.job, dead.failure);
      this.#context.tell('dead', { job: this.#about(dead.job), ...dead.failure });
    }
    if (held !== undefined) {
      this.#hold.begin(held);
      this.#waiting.add(one);
    }
    if (again === undefined) return;
    const { job, at, error } = again;
    const { attempts } = job;
    this.#context.tell('retried', { job: this.#about(job), error, attempts, nextAt: new Date(at) });
    this.#waiting.add({ ...one, job, at, isRetry: true });
  }

  #about(job: MailJob): QueuedMail {
    return queuedMail(this.#context.name, job);
  }
}
