/** Who asks for slots. */
interface Asking {
  /** The higher, the sooner. */
  readonly urgency: number;
  /** The lower, the sooner, where they are as urgent. */
  readonly turn: number;
}

interface Request extends Asking {
  readonly most: number;
  readonly grant: (count: number) => void;
}

/** As many mails at a time: for the most urgent job first, and then for the one that came first. */
export class Slots {
  /** How many there are. */
  readonly count: number;
  readonly #waiting: Request[] = [];
  #free: number;
  #turns = 0;

  constructor(count: number) {
    this.count = count;
    this.#free = count;
  }

  /** Slots for one more job. */
  forJob(urgency: number): JobSlots {
    this.#turns += 1;
    return new JobSlots(this, { urgency, turn: this.#turns });
  }

  /** Resolves with how many there are, at least one, as soon as there is one; whoever asked gives them back. */
  take(most: number, asking: Asking): Promise<number> {
    return new Promise((grant) => {
      const later = this.#waiting.findIndex((other) => isSooner(asking, other));
      this.#waiting.splice(later < 0 ? this.#waiting.length : later, 0, { ...asking, most, grant });
      this.#serve();
    });
  }

  give(count: number): void {
    this.#free += count;
    this.#serve();
  }

  #serve(): void {
    while (this.#free > 0) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const count = Math.min(this.#free, next.most);
      this.#free -= count;
      next.grant(count);
    }
  }
}

/** The slots of one job. */
export class JobSlots {
  readonly #slots: Slots;
  readonly #asking: Asking;
  #held = 0;

  constructor(slots: Slots, asking: Asking) {
    this.#slots = slots;
    this.#asking = asking;
  }

  /** How many there are for all jobs. */
  get total(): number {
    return this.#slots.count;
  }

  /** @returns how many there are for it, at least one, as soon as there is one */
  async take(most: number): Promise<number> {
    const count = await this.#slots.take(most, this.#asking);
    this.#held += count;
    return count;
  }

  /** Gives some back, or all that are left. */
  give(count = this.#held): void {
    const given = Math.min(count, this.#held);
    this.#held -= given;
    this.#slots.give(given);
  }
}

function isSooner(one: Asking, other: Asking): boolean {
  return one.urgency === other.urgency ? one.turn < other.turn : one.urgency > other.urgency;
}
