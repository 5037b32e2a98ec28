/** The time in which a server that refused a connection is not asked for more of them. */
export class BackOff {
  readonly #duration: number;
  readonly #onOver: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param duration milliseconds from the last refusal */
  constructor(duration: number, onOver: () => void) {
    this.#duration = duration;
    this.#onOver = onOver;
  }

  get isOn(): boolean {
    return this.#timer !== undefined;
  }

  begin(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#onOver();
    }, this.#duration).unref();
  }
}
