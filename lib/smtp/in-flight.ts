import type { PacedContent, WholeContent } from './content.js';
import type { Delivery } from './delivery.js';
import { Deque } from './deque.js';
import type { ServerExtensions } from './ehlo.js';
import { SmtpSendError } from './smtp-errors.js';
import type { Transaction } from './transaction.js';

/** A mail that a session has begun. */
export class InFlight {
  /** Its outcome was told. */
  settled = false;

  constructor(
    readonly transaction: Transaction,
    readonly delivery: Delivery,
    readonly content: WholeContent | PacedContent,
  ) {}

  /** Tells the outcome that the replies make. */
  settle(server: ServerExtensions): void {
    const verdict = this.transaction.verdict();
    if (verdict instanceof SmtpSendError) return this.fail(verdict);
    if (!this.settled) this.delivery.delivered({ ...verdict, server });
    this.settled = true;
  }

  fail(error: SmtpSendError): void {
    if (!this.settled) this.delivery.failed(error);
    this.settled = true;
  }
}

const MOST_BYTES = 1024 * 1024;

/** From so many on, one mail of a window is kept back until the server speaks. */
const WIDE_WINDOW = 8;

/** The mails that a session has begun and that are not answered yet, in the order in which replies come. */
export class InFlightMails {
  readonly #entries = new Deque<InFlight>();
  #last: InFlight | undefined;
  #bytes = 0;
  #begunInSilence = 0;

  get size(): number {
    return this.#entries.size;
  }

  /** The mail that the next reply is for. */
  get head(): InFlight | undefined {
    return this.#entries.peek();
  }

  push(entry: InFlight): void {
    this.#entries.push(entry);
    this.#last = entry;
    this.#bytes += entry.content.size ?? 0;
    this.#begunInSilence += 1;
  }

  /** The server said something. */
  heard(): void {
    this.#begunInSilence = 0;
  }

  shift(): InFlight | undefined {
    const entry = this.#entries.shift();
    this.#bytes -= entry?.content.size ?? 0;
    return entry;
  }

  find(delivery: Delivery): InFlight | undefined {
    for (const entry of this.#entries) if (entry.delivery === delivery) return entry;
    return undefined;
  }

  /** Another mail may begin: nothing may come between the commands of one mail and its content. */
  mayFollow(most: number): boolean {
    if (this.size === 0) return true;
    // Behind a single mail, however large, the next may begin: what it says is small until the server asks for more.
    const fits = this.size === 1 || this.#bytes < MOST_BYTES;
    return this.#last?.transaction.handedOver === true && this.size < most && fits && !this.#isKeptBack(most);
  }

  /**
   * Where all of a window is written at once, nothing is left to write when the server answers the first commands. Our
   * system then takes 40 ms to acknowledge that answer, for which the next one waits at a server that writes small packets
   * one by one (RFC 896), as Postfix does. What is written at once carries the acknowledgement along.
   */
  #isKeptBack(window: number): boolean {
    return window >= WIDE_WINDOW && this.#begunInSilence === window - 1;
  }

  /**
   * A failed BDAT leaves the server in the middle of its mail (RFC 3030 section 2): it would refuse the next MAIL and
   * add that mail's recipients to those of the failed one. While its reply is not here, it has to be expected.
   */
  get mayLeaveState(): boolean {
    return this.size > 0 && this.#last?.transaction.byLength === true;
  }

  /** Somebody gave up a mail, and no other mail that was handed over still waits for its reply. */
  get onlyCancelled(): boolean {
    let cancelled = false;
    for (const { settled, transaction } of this.#entries) {
      if (transaction.handedOver && !settled) return false;
      cancelled ||= settled;
    }
    return cancelled;
  }
}
