/** Gives its entries in order, whatever the order in which they came. */
export class Heap<T> {
  readonly #entries: T[] = [];
  readonly #isBefore: (one: T, other: T) => boolean;

  constructor(isBefore: (one: T, other: T) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** The first one. */
  peek(): T | undefined {
    return this.#entries[0];
  }

  push(entry: T): void {
    let at = this.#entries.push(entry) - 1;
    for (let parent = (at - 1) >> 1; at > 0; parent = (at - 1) >> 1) {
      const above = this.#entries[parent];
      if (above === undefined || !this.#isBefore(entry, above)) break;
      this.#entries[at] = above;
      at = parent;
    }
    this.#entries[at] = entry;
  }

  /** Takes out the first one. */
  pop(): T | undefined {
    const first = this.#entries[0];
    const last = this.#entries.pop();
    if (last !== undefined && this.#entries.length > 0) this.#sink(last);
    return first;
  }

  #sink(entry: T): void {
    const entries = this.#entries;
    let at = 0;
    for (let child = 1; child < entries.length; child = 2 * at + 1) {
      const [left, right] = [entries[child], entries[child + 1]];
      const isRight = left !== undefined && right !== undefined && this.#isBefore(right, left);
      const below = isRight ? right : left;
      if (below === undefined || !this.#isBefore(below, entry)) break;
      entries[at] = below;
      at = isRight ? child + 1 : child;
    }
    entries[at] = entry;
  }
}
