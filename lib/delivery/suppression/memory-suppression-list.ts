import type { SuppressionContext, SuppressionList } from './suppression-list.js';

/** A suppression list that is forgotten when the process ends: for tests, and to begin with. */
export class MemorySuppressionList implements SuppressionList {
  /** Lists by address; `undefined` stands for all mail. */
  readonly #lists = new Map<string, Set<string | undefined>>();

  /** @param addresses those that get no mail at all */
  constructor(addresses: Iterable<string> = []) {
    for (const address of addresses) this.suppress(address);
  }

  suppressed(addresses: readonly string[], { list }: SuppressionContext = {}): string[] {
    return addresses.filter((address) => {
      const lists = this.#lists.get(keyOf(address));
      return lists !== undefined && (lists.has(undefined) || lists.has(list));
    });
  }

  suppress(address: string, { list }: SuppressionContext = {}): void {
    const key = keyOf(address);
    this.#lists.set(key, (this.#lists.get(key) ?? new Set()).add(list));
  }

  /** Lets mail of this list through again; without a list, all mail. */
  allow(address: string, { list }: SuppressionContext = {}): void {
    if (list === undefined) this.#lists.delete(keyOf(address));
    else this.#lists.get(keyOf(address))?.delete(list);
  }
}

/** Few servers tell capitals apart in the local part, and a mail too few is better than one too many. */
function keyOf(address: string): string {
  return address.toLowerCase();
}
