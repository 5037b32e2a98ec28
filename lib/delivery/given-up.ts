import type { SharedSignals } from '../smtp/shared-signals.js';

/** What ends the preparation of one mail. */
export interface GivenUpBy {
  readonly signals: readonly AbortSignal[];
  /** Milliseconds, from when somebody first asks. */
  readonly timeout?: number | undefined;
}

/**
 * The signal of one send that is given up, or whose mailer closes; made when a step asks for it. `AbortSignal.any` would
 * leave something behind on the mailer's signal for each mail.
 */
export class GivenUp {
  readonly #by: GivenUpBy;
  readonly #shared: SharedSignals;
  #controller: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #stops: (() => void)[] = [];

  constructor(by: GivenUpBy, shared: SharedSignals) {
    this.#by = by;
    this.#shared = shared;
  }

  readonly signal = (): AbortSignal => {
    this.#controller ??= this.#listen();
    return this.#controller.signal;
  };

  /** Nobody needs the signal any more. */
  end(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops.splice(0)) stop();
  }

  #listen(): AbortController {
    const controller = new AbortController();
    const { signals, timeout } = this.#by;
    for (const signal of signals) {
      const abort = (): void => controller.abort(signal.reason);
      if (signal.aborted) abort();
      this.#shared.add(signal, abort);
      this.#stops.push(() => this.#shared.delete(signal, abort));
    }
    if (timeout !== undefined) this.#timer = setTimeout(() => controller.abort(late(timeout)), timeout);
    return controller;
  }
}

function late(timeout: number): Error {
  return new DOMException(`It took longer than ${timeout} ms.`, 'TimeoutError');
}
