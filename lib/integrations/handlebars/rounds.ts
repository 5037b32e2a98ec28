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
    // Handlebars hands itself over as `this`.
    const count = (): void => this.#pass();
    return function counted(this: unknown, list: unknown, options: Handlebars.HelperOptions) {
      const fn: Handlebars.TemplateDelegate = (context, settings) => {
        count();
        return options.fn(context, settings);
      };
      return each.call(this, list, Object.assign({}, options, { fn }));
    };
  }

  #pass(): void {
    this.#count += 1;
    if (this.#count > this.#most)
      throw new Error(`its loops take more than ${this.#most} rounds; pass less, or raise maxRounds`);
  }
}
