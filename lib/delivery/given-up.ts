import type { SharedSignals } from '../smtp/shared-signals.js';

/** What ends the preparation of one mail. */
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
    this.#timer = setTimeout(() => this.#controller.abort(late(timeout)), timeout);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
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

function late(timeout: number): Error {
  return new DOMException(`It took longer than ${timeout} ms.`, 'TimeoutError');
}
