import { LONGEST_TIMER } from '../../config/positive.js';
import type { CheckedEnqueueOptions } from './enqueue-options.js';
import { Heap } from './heap.js';
import type { MailJob } from './mail-queue.js';

/** A mail that waits in this process. */
export interface MemoryJob {
  readonly job: MailJob;
  readonly priority: CheckedEnqueueOptions['priority'];
  /** Milliseconds since 1970 before which it is not sent. */
  readonly at: number;
  /** Whether it waits because an attempt failed, and not because somebody said so. */
  readonly isRetry: boolean;
  /** Counts up: first come, first served. */
  readonly order: number;
}

const RANKS = { high: 0, normal: 1, low: 2 } as const;

/** Mails that wait: for their turn, or for their time. */
export class WaitingMails {
  readonly #ready = new Heap<MemoryJob>(
    (one, other) => RANKS[one.priority] - RANKS[other.priority] < 0 || isEarlier(one, other),
  );
  readonly #later = new Heap<MemoryJob>((one, other) => one.at < other.at);
  readonly #onDue: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param onDue called when a mail's time has come */
  constructor(onDue: () => void) {
    this.#onDue = onDue;
  }

  get size(): number {
    return this.#ready.size + this.#later.size;
  }

  /** Mails that wait for their turn only. */
  get readySize(): number {
    this.#gatherDue();
    return this.#ready.size;
  }

  add(job: MemoryJob): void {
    if (job.at <= Date.now()) this.#ready.push(job);
    else this.#later.push(job);
    this.#setTimer();
  }

  /** Takes the next one whose time has come. */
  next(): MemoryJob | undefined {
    this.#gatherDue();
    return this.#ready.pop();
  }

  /** Takes out all that are left. */
  clear(): MemoryJob[] {
    clearTimeout(this.#timer);
    const all: MemoryJob[] = [];
    for (const heap of [this.#ready, this.#later]) {
      for (let job = heap.pop(); job !== undefined; job = heap.pop()) all.push(job);
    }
    return all;
  }

  #gatherDue(): void {
    const now = Date.now();
    while ((this.#later.peek()?.at ?? Infinity) <= now) {
      const job = this.#later.pop();
      if (job !== undefined) this.#ready.push(job);
    }
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const at = this.#later.peek()?.at;
    if (at === undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#setTimer();
        this.#onDue();
      },
      Math.min(Math.max(1, at - Date.now()), LONGEST_TIMER),
    );
  }
}

function isEarlier(one: MemoryJob, other: MemoryJob): boolean {
  return one.priority === other.priority && one.order < other.order;
}
