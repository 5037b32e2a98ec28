/** One timer for a limit that starts anew with each sign of life; restarting it costs next to nothing. */
export class Watchdog {
  readonly #onExpired: (limit: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #limit = 0;

  constructor(onExpired: (limit: number) => void) {
    this.#onExpired = onExpired;
  }

  /** Starts the limit, in milliseconds, anew. */
  watch(limit: number): void {
    if (this.#timer !== undefined && limit === this.#limit) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#limit = limit;
    this.#timer = setTimeout(this.#onExpired, limit, limit);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
