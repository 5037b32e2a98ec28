/** One listener on each signal, however many mails share it: Node warns of a leak from the eleventh on. */
export class SharedSignals {
  readonly #listeners = new WeakMap<AbortSignal, Set<() => void>>();

  add(signal: AbortSignal, listener: () => void): void {
    const listeners = this.#listeners.get(signal) ?? this.#listen(signal);
    listeners.add(listener);
  }

  delete(signal: AbortSignal, listener: () => void): void {
    this.#listeners.get(signal)?.delete(listener);
  }

  #listen(signal: AbortSignal): Set<() => void> {
    const listeners = new Set<() => void>();
    this.#listeners.set(signal, listeners);
    signal.addEventListener('abort', () => listeners.forEach((listener) => listener()), { once: true });
    return listeners;
  }
}
