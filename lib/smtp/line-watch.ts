import type { SmtpSessionTimeouts } from './session-config.js';
import type { Transaction } from './transaction.js';
import { Watchdog } from './watchdog.js';

/** A line that was silent for longer may be dead without our knowing: its next mail is not risked in one write. */
const TRUSTED_FOR_MS = 5000;
const QUIT_TIMEOUT_MS = 2000;

/** How long a line may be silent, by what the server owes us. */
export class LineWatch {
  readonly #timeouts: SmtpSessionTimeouts;
  readonly #watchdog: Watchdog;
  #heardAt = performance.now();

  /** `onSilence` is called with the limit that was passed. */
  constructor(timeouts: SmtpSessionTimeouts, onSilence: (limit: number) => void) {
    this.#timeouts = timeouts;
    this.#watchdog = new Watchdog(onSilence);
  }

  /** The server was heard of so lately that the line may be taken to work. */
  get isTrusted(): boolean {
    return performance.now() - this.#heardAt < TRUSTED_FOR_MS;
  }

  /** The server said something. */
  heard(): void {
    this.#heardAt = performance.now();
  }

  /** Starts anew the limit for what comes next. `head`: the mail that the next reply is for. */
  expect(head: Transaction | undefined, isWriting: boolean): void {
    const { write, final, reply } = this.#timeouts;
    if (isWriting) this.#watchdog.watch(write);
    else if (head === undefined) this.#watchdog.stop();
    else this.#watchdog.watch(head.handedOver && head.step === 'CONTENT' ? final : reply);
  }

  /** Starts the limit for the reply to QUIT. */
  expectGoodbye(): void {
    this.#watchdog.watch(QUIT_TIMEOUT_MS);
  }

  stop(): void {
    this.#watchdog.stop();
  }
}
