import type { SharedSignals } from '../smtp/shared-signals.js';
import { SmtpDeadlineError } from '../smtp/smtp-errors.js';

/** What ends the work on one mail. */
export interface GivenUpBy {
  readonly signals: readonly AbortSignal[];
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

/**
 * The signal of one send that is given up, or whose mailer closes. `AbortSignal.any` would leave something behind on the
 * mailer's signal for each mail.
 */
export class GivenUp {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #stops: readonly (() => void)[];

  constructor({ signals, timeout }: GivenUpBy, shared: SharedSignals) {
    this.#stops = signals.map((signal) => this.#follow(signal, shared));
    if (timeout === undefined) return;
    this.#timer = setTimeout(() => this.#controller.abort(new SmtpDeadlineError(timeout)), timeout);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /**
   * Waits for work that need not know the signal, and no longer than until that is aborted.
   * @param toError what it rejects with then, by the signal's reason
   */
  async orGivenUp<T>(work: Promise<T>, toError: (reason: unknown) => Error): Promise<T> {
    const { signal } = this;
    const givenUp = new Promise<never>((_resolve, reject) => {
      // A turn later: work that knows the signal has said what it was at by then.
      const stop = (): unknown => setImmediate(() => reject(toError(signal.reason)));
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
    });
    return Promise.race([work, givenUp]).finally(() => this.end());
  }

  /** Nobody needs the signal any more. */
  end(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  #follow(signal: AbortSignal, shared: SharedSignals): () => void {
    const abort = (): void => this.#controller.abort(signal.reason);
    if (signal.aborted) abort();
    shared.add(signal, abort);
    return () => shared.delete(signal, abort);
  }
}
