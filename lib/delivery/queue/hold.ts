import type { MailError } from '../../errors/mail.error.js';
import { backoff } from './backoff.js';
import type { QueueContext } from './mail-queue.js';

/** The first question comes soon: most lines are back in a second. */
const PROBES = { initial: 1000, max: 60_000 } as const;

const PROBE_TIMEOUT_MS = 30_000;

/**
 * Holds a queue while nobody is let in, asks the mail server now and then, and lets go when it answers. A password that
 * is wrong is not tried mail by mail until the account is locked, and no mail uses up its attempts.
 */
export class QueueHold {
  readonly #context: Pick<QueueContext, 'name' | 'verify' | 'tell'>;
  readonly #onRelease: () => void;
  readonly #stop = new AbortController();
  #error: MailError | undefined;
  /** Holds since the last mail that went. */
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: Pick<QueueContext, 'name' | 'verify' | 'tell'>, onRelease: () => void) {
    this.#context = context;
    this.#onRelease = onRelease;
  }

  /** What holds it. */
  get error(): MailError | undefined {
    return this.#error;
  }

  /** Begins to hold, unless it does. */
  begin(error: MailError): void {
    if (this.#error !== undefined || this.#stop.signal.aborted) return;
    this.#error = error;
    this.#context.tell('held', { mailer: this.#context.name, error });
    this.#askLater();
  }

  /** A mail went: the next hold is the first again. */
  mailWent(): void {
    this.#count = 0;
  }

  /** Asks no more. */
  close(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  #askLater(): void {
    this.#count += 1;
    this.#timer = setTimeout(() => void this.#ask(), backoff(PROBES, this.#count));
  }

  async #ask(): Promise<void> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
    const isUp = await this.#context.verify({ signal }).then(
      () => true,
      () => false,
    );
    if (this.#stop.signal.aborted) return;
    if (!isUp) return this.#askLater();
    this.#error = undefined;
    this.#context.tell('resumed', { mailer: this.#context.name });
    this.#onRelease();
  }
}
