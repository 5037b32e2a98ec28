import { createHash } from 'node:crypto';
import { WebhookRefusal } from './webhook-refusal.js';

interface Handled {
  readonly digest: string;
  /** Milliseconds since 1970 from which on its time stamp is refused anyway. */
  readonly until: number;
  /** Missing when it failed, so that it is handled again. */
  work?: Promise<void> | undefined;
}

/** Entries that are kept at most, about 10 MB. */
const CAPACITY = 50_000;
/** Milliseconds; SNS waits for fifteen seconds. */
const TIMEOUT = 14_000;

/** Does what comes twice once: providers repeat what was not answered in time, and thieves what they have seen. */
export class HandledOnce {
  readonly #handled = new Map<string, Handled>();
  readonly #maxAge: number;
  readonly #timeout: number;

  /**
   * @param maxAge milliseconds for which a message counts as new
   * @param timeout milliseconds after which work has failed: what hangs would keep every repetition waiting
   */
  constructor(maxAge: number, timeout = TIMEOUT) {
    this.#maxAge = maxAge;
    this.#timeout = timeout;
  }

  /**
   * @param id of the message
   * @param content of the message: another one under the same id is forged
   * @throws WebhookRefusal for another content; what the work throws, after which it is done again
   */
  async do(id: string, content: string, work: () => Promise<void>): Promise<void> {
    const digest = createHash('sha256').update(content).digest('base64');
    const entry = this.#handled.get(id) ?? { digest, until: Date.now() + 2 * this.#maxAge };
    if (entry.digest !== digest) throw new WebhookRefusal(403, 'repeats the signature of another message');
    this.#handled.set(id, entry);
    this.#forgetOld();
    const begun = (entry.work ??= within(work(), this.#timeout));
    try {
      await begun;
    } catch (error) {
      if (entry.work === begun) entry.work = undefined;
      throw error;
    }
  }

  #forgetOld(): void {
    for (const [id, { until }] of this.#handled) {
      if (until > Date.now() && this.#handled.size <= CAPACITY) return;
      this.#handled.delete(id);
    }
  }
}

async function within(work: Promise<void>, timeout: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`It was not taken in within ${timeout} ms.`)), timeout);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
