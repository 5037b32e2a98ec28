import { Deque } from './deque.js';
import type { DropDetails, PoolJob } from './pool-job.js';

/** The mails of a pool that no connection has taken, first come, first served. */
export class WaitingJobs {
  readonly #queue = new Deque<PoolJob>();
  /** Mails that lost their line just now, in order, before they go back to the head of the queue. */
  #returned: PoolJob[] = [];

  /** Those that were given up may be among them. */
  get size(): number {
    return this.#queue.size;
  }

  /** The next one, which stays. */
  get head(): PoolJob | undefined {
    this.dropSettled();
    return this.#queue.peek();
  }

  /** Forgets those that were given up before anybody could take them. */
  dropSettled(): void {
    while (this.#queue.peek()?.isSettled) this.#queue.shift();
  }

  push(job: PoolJob): void {
    this.#queue.push(job);
  }

  /** Takes the next one. */
  shift(): PoolJob | undefined {
    return this.#queue.shift();
  }

  /** Takes one back that has lost its line. */
  giveBack(job: PoolJob): void {
    this.#returned.push(job);
  }

  /** Puts those that came back before all others, in their order. */
  restore(): void {
    for (const job of this.#returned.toReversed()) this.#queue.unshift(job);
    this.#returned = [];
  }

  /** Ends all. */
  drop(what: string, details: DropDetails): void {
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) {
      if (!job.isSettled) job.drop(what, details);
    }
  }
}
