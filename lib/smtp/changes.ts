/** Lets code wait until something holds that other code brings about. */
export class Changes {
  #watchers: (() => void)[] = [];

  /** Something changed that somebody may wait for. */
  notify(): void {
    if (this.#watchers.length === 0) return;
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const watcher of watchers) watcher();
  }

  /** Resolves once `isReached`, which is looked at after each change, or after `timeoutMs`. */
  async until(isReached: () => boolean, timeoutMs?: number): Promise<void> {
    const limit = { isOver: false };
    const expire = (): void => {
      limit.isOver = true;
      this.notify();
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(expire, timeoutMs);
    while (!isReached() && !limit.isOver) await this.#next();
    clearTimeout(timer);
  }

  #next(): Promise<void> {
    return new Promise((resolve) => this.#watchers.push(resolve));
  }
}
