/** A double-ended queue whose every operation takes constant time, also with hundreds of thousands of entries. */
export class Deque<T extends object> {
  #slots: (T | undefined)[] = Array.from({ length: 16 });
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(value: T): void {
    this.#makeRoom();
    this.#slots[this.#index(this.#size)] = value;
    this.#size += 1;
  }

  unshift(value: T): void {
    this.#makeRoom();
    this.#head = this.#index(-1);
    this.#slots[this.#head] = value;
    this.#size += 1;
  }

  peek(): T | undefined {
    return this.#slots[this.#head];
  }

  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const value = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = this.#index(1);
    this.#size -= 1;
    return value;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let offset = 0; offset < this.#size; offset += 1) {
      const value = this.#slots[this.#index(offset)];
      if (value !== undefined) yield value;
    }
  }

  /** The number of slots is a power of two, so that masking wraps around in both directions. */
  #index(offset: number): number {
    return (this.#head + offset) & (this.#slots.length - 1);
  }

  #makeRoom(): void {
    if (this.#size < this.#slots.length) return;
    const slots: (T | undefined)[] = [...this];
    slots.length = this.#size * 2;
    this.#slots = slots;
    this.#head = 0;
  }
}
