import type { SlidingWindow } from './rate-limit.js';

/** Lets mails pass as a rate limit allows, and says when it does again. */
export class LimitGate {
  readonly #limit: SlidingWindow | undefined;
  readonly #onOpen: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** `onOpen` is called once a mail may pass again, after one was held up. */
  constructor(limit: SlidingWindow | undefined, onOpen: () => void) {
    this.#limit = limit;
    this.#onOpen = onOpen;
  }

  /** Whether the next mail has to wait. */
  get isClosed(): boolean {
    const wait = this.#limit?.wait ?? 0;
    if (wait === 0) return false;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#onOpen();
    }, wait);
    return true;
  }

  /** Notes that a mail passes. */
  pass(): void {
    this.#limit?.pass();
  }

  /** For when nothing waits any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
