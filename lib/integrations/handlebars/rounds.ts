import type { HelperDelegate } from 'handlebars';

/** Counts the rounds of all loops of one text: a list in a list in a list would keep the process busy for minutes. */
export class Rounds {
  readonly #most: number;
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Before each text: rendering is synchronous, so there is one at a time. */
  reset(): void {
    this.#count = 0;
  }

  /** The helper `each`, counted. */
  counted(each: HelperDelegate): HelperDelegate {
    const pass = (rounds: number): void => this.#pass(rounds);
    // Handlebars hands the context over as `this`.
    return function counted(this: unknown, list: unknown, options: Handlebars.HelperOptions) {
      pass(lengthOf(list));
      return each.call(this, list, options);
    };
  }

  #pass(rounds: number): void {
    this.#count += rounds;
    if (this.#count > this.#most)
      throw new Error(`its loops take more than ${this.#most} rounds; pass less, or raise maxRounds`);
  }
}

function lengthOf(list: unknown): number {
  if (Array.isArray(list)) return list.length;
  if (list instanceof Map || list instanceof Set) return list.size;
  return typeof list === 'object' && list !== null ? Object.keys(list).length : 0;
}
