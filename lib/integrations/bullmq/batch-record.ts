import { setTimeout as pause } from 'node:timers/promises';
import type { Job } from 'bullmq';
import type { JobData } from './job-data.js';

/** Mails that end within as many milliseconds are kept in one go. */
const TOGETHER_MS = 2;

/** What is known of the mails of one job, kept with it in the store: after a kill only the others are sent again. */
export class BatchRecord {
  readonly #job: Job<JobData>;
  readonly #done: Set<number>;
  #begun: number;
  /** The last write that was begun, and the one that is about to. */
  #begunWrite: Promise<void> = Promise.resolve();
  #nextWrite: Promise<void> | undefined;

  constructor(job: Job<JobData>) {
    this.#job = job;
    const { done, begun } = fieldsOf(job.progress);
    this.#done = new Set(Array.isArray(done) ? done.filter(Number.isSafeInteger) : []);
    this.#begun = typeof begun === 'number' ? begun : 0;
  }

  /** Whether a mail needs no more of this job. */
  isDone(index: number): boolean {
    return this.#done.has(index);
  }

  /** Mails from the first on that may have been sent, in at-most-once. */
  get begun(): number {
    return this.#begun;
  }

  /** Notes that mails up to there may be sent; resolves when that is kept. */
  begin(count: number): Promise<void> {
    this.#begun = Math.max(this.#begun, count);
    return this.#save();
  }

  /** Notes that a mail is done; resolves when that is kept. */
  finish(index: number): Promise<void> {
    this.#done.add(index);
    return this.#save();
  }

  /** Notes that no mail is under way. */
  rest(): Promise<void> {
    this.#begun = 0;
    return this.#save();
  }

  /** What is noted until a write begins goes along with it. */
  #save(): Promise<void> {
    this.#nextWrite ??= this.#write(this.#begunWrite);
    return this.#nextWrite;
  }

  async #write(last: Promise<void>): Promise<void> {
    await Promise.allSettled([last, pause(TOGETHER_MS)]);
    this.#nextWrite = undefined;
    this.#begunWrite = this.#job.updateProgress({ done: [...this.#done], begun: this.#begun });
    await this.#begunWrite;
  }
}

function fieldsOf(progress: unknown): Readonly<Record<string, unknown>> {
  return typeof progress === 'object' && progress !== null ? { ...progress } : {};
}
