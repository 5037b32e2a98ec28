/** At most `max` mails in any `per` milliseconds. */
export interface RateLimit {
  readonly max: number;
  readonly per: number;
}

/**
 * Holds a rate in every window of time, wherever it begins: windows that start on a clock's tick would let twice as
 * many pass around the tick.
 */
export class SlidingWindow {
  readonly #per: number;
  readonly #now: () => number;
  /** When the last `max` mails were let pass, oldest at `#next`. */
  readonly #passed: Float64Array;
  #next = 0;

  constructor({ max, per }: RateLimit, now: () => number = () => performance.now()) {
    this.#per = per;
    this.#now = now;
    this.#passed = new Float64Array(max).fill(-Infinity);
  }

  /** Milliseconds until the next mail may pass; `0` for now. */
  get wait(): number {
    const oldest = this.#passed[this.#next] ?? -Infinity;
    return Math.max(0, oldest + this.#per - this.#now());
  }

  /** Notes that a mail passes. */
  pass(): void {
    this.#passed[this.#next] = this.#now();
    this.#next = (this.#next + 1) % this.#passed.length;
  }
}
