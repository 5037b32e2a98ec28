interface Shared {
  readonly listeners: Set<() => void>;
  readonly tell: () => void;
}

/** One listener on each signal, however many mails share it: Node warns of a leak from the eleventh on. */
export class SharedSignals {
  readonly #shared = new WeakMap<AbortSignal, Shared>();

  add(signal: AbortSignal, listener: () => void): void {
    const { listeners } = this.#shared.get(signal) ?? this.#listen(signal);
    listeners.add(listener);
  }

  /** The last one takes the listener off: it would keep a signal of `AbortSignal.any` as long as those that it follows. */
  delete(signal: AbortSignal, listener: () => void): void {
    const shared = this.#shared.get(signal);
    if (shared === undefined) return;
    shared.listeners.delete(listener);
    if (shared.listeners.size > 0) return;
    signal.removeEventListener('abort', shared.tell);
    this.#shared.delete(signal);
  }

  #listen(signal: AbortSignal): Shared {
    const listeners = new Set<() => void>();
    const shared = { listeners, tell: () => listeners.forEach((listener) => listener()) };
    this.#shared.set(signal, shared);
    signal.addEventListener('abort', shared.tell, { once: true });
    return shared;
  }
}
