/** The same problem is told once in a while. */
const TELL_AGAIN_MS = 60_000;
const MOST = 100;

/** Tells what is wrong with the store, and what it said last. */
export class Warnings {
  readonly #tell: (problem: string) => void;
  readonly #told = new Map<string, number>();
  #last: Error | undefined;

  constructor(tell: (problem: string) => void) {
    this.#tell = tell;
  }

  /** What its connection said last. */
  get last(): Error | undefined {
    return this.#last;
  }

  readonly onError = (error: Error): void => {
    this.#last = error;
    this.warn(`Its store said "${error.message || String(error)}".`);
  };

  warn(problem: string): void {
    const now = Date.now();
    if ((this.#told.get(problem) ?? 0) > now - TELL_AGAIN_MS) return;
    if (this.#told.size >= MOST) this.#told.clear();
    this.#told.set(problem, now);
    this.#tell(problem);
  }
}
