import { setImmediate as turn } from 'node:timers/promises';
import type { Job } from 'bullmq';
import { fieldsOf, type JobData } from './job-data.js';

/** Milliseconds that a mail which is done waits for others, to be kept in one go. */
const PATIENCE_MS = 2;

/** How a record is kept. */
export interface Keeping {
  /** As many mails that are done are kept without waiting for more. Default 1. */
  readonly together?: number;
  /** Asked after each write: who was given the job later finds what was written. Default: nobody else is given it. */
  readonly isMine?: () => Promise<boolean>;
}

/** What is known of the mails of one job, kept with it in the store: after a kill only the others are sent again. */
export class BatchRecord {
  readonly #job: Pick<Job<JobData>, 'progress' | 'updateProgress'>;
  readonly #count: number;
  readonly #done: Set<number>;
  readonly #together: number;
  readonly #isMine: () => Promise<boolean>;
  #begun: number;
  /** Mails that were done since the last write. */
  #unkept = 0;
  /** What they wait for, and how to end it. */
  #moment: Promise<void> | undefined;
  #endMoment: () => void = () => undefined;
  /** The last write that was begun, and the one that is about to. */
  #begunWrite: Promise<void> = Promise.resolve();
  #nextWrite: Promise<void> | undefined;
  #hasFailed = false;

  /**
   * @param count mails of the job
   */
  constructor(
    job: Pick<Job<JobData>, 'progress' | 'updateProgress'>,
    count: number,
    { together = 1, isMine = () => Promise.resolve(true) }: Keeping = {},
  ) {
    this.#job = job;
    this.#count = count;
    this.#together = together;
    this.#isMine = isMine;
    const { done, begun } = fieldsOf(job.progress);
    const isMail = (index: unknown): index is number =>
      Number.isSafeInteger(index) && Number(index) >= 0 && Number(index) < count;
    this.#done = new Set(Array.isArray(done) ? done.filter(isMail) : []);
    this.#begun = typeof begun === 'number' ? begun : 0;
  }

  /** Mails that need more of this job, in their order. */
  get open(): number[] {
    return Array.from({ length: this.#count }, (_, index) => index).filter((index) => !this.#done.has(index));
  }

  /** Mails from the first on that may have been sent. */
  get begun(): number {
    return this.#begun;
  }

  /** The store did not take what was written, or another worker has the job: of more mails that went, it would not know either. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Notes that mails up to there may be sent. */
  begin(count: number): void {
    this.#begun = Math.max(this.#begun, count);
  }

  /**
   * Notes that a mail is done, and resolves when that is kept.
   * @returns `false` when nothing was written, since all are done: it is kept when the job ends
   */
  async finish(index: number): Promise<boolean> {
    this.#done.add(index);
    this.#unkept += 1;
    // Where none is left to begin, the end of the job is near and keeps them all.
    const areMany = this.#unkept >= this.#together && this.#begun < this.#count;
    if (areMany || this.#areAllDone) this.#endMoment();
    else await this.#aMoment();
    if (this.#areAllDone) return false;
    await this.keep();
    return true;
  }

  /** Notes that no mail is under way, and resolves when that is kept. */
  rest(): Promise<void> {
    this.#begun = 0;
    return this.keep();
  }

  /** Writes what is noted; what is noted until a write begins goes along with it. */
  keep(): Promise<void> {
    this.#nextWrite ??= this.#write(this.#begunWrite);
    return this.#nextWrite;
  }

  async #write(last: Promise<void>): Promise<void> {
    await Promise.allSettled([last, turn()]);
    this.#nextWrite = undefined;
    this.#unkept = 0;
    this.#begunWrite = this.#job.updateProgress({ done: [...this.#done], begun: this.#begun });
    try {
      await this.#begunWrite;
      if (!(await this.#isMine())) throw new Error('The job was given to another worker.');
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
  }

  get #areAllDone(): boolean {
    return this.#done.size === this.#count;
  }

  #aMoment(): Promise<void> {
    this.#moment ??= new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#moment = undefined;
        resolve();
      };
      const timer = setTimeout(end, PATIENCE_MS);
      this.#endMoment = end;
    });
    return this.#moment;
  }
}
