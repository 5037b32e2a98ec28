/** Remembers that a transport failed, and when it may be asked again. */
export class Circuit {
  readonly #probeAfter: number;
  readonly #now: () => number;
  #openedAt: number | undefined;

  /** @param probeAfter milliseconds */
  constructor(probeAfter: number, now: () => number) {
    this.#probeAfter = probeAfter;
    this.#now = now;
  }

  /** The transport failed last time, so others go first. */
  get isOpen(): boolean {
    return this.#openedAt !== undefined;
  }

  /** Time to look whether it works again. */
  get isDue(): boolean {
    return this.#openedAt !== undefined && this.#now() - this.#openedAt >= this.#probeAfter;
  }

  /** It failed, now. */
  open(): void {
    this.#openedAt = this.#now();
  }

  /** It works. */
  close(): void {
    this.#openedAt = undefined;
  }
}
