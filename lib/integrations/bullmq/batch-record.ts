import type { Job } from 'bullmq';
import type { JobData } from './job-data.js';

/** What is known of the mails of one job, kept with it in the store: after a kill only the others are sent again. */
export class BatchRecord {
  readonly #job: Job<JobData>;
  readonly #done: Set<number>;
  #begun: number;
  #writing: Promise<void> | undefined;
  #next: Promise<void> | undefined;

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

  /** What is noted while the store is written to goes along with the next write. */
  #save(): Promise<void> {
    if (this.#writing === undefined) return this.#write();
    this.#next ??= this.#writing.then(() => {
      this.#next = undefined;
      return this.#write();
    });
    return this.#next;
  }

  #write(): Promise<void> {
    const writing = this.#job.updateProgress({ done: [...this.#done], begun: this.#begun });
    this.#writing = writing.finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }
}

function fieldsOf(progress: unknown): Readonly<Record<string, unknown>> {
  return typeof progress === 'object' && progress !== null ? { ...progress } : {};
}
