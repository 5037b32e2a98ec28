import { setImmediate as nextTurn } from 'node:timers/promises';
import { isWhole, type PacedContent } from './content.js';
import { DotStuffing } from './dot-stuffing.js';
import type { InFlight } from './in-flight.js';
import type { Outbox } from './outbox.js';
import type { SmtpMail } from './smtp-mail.js';
import type { Transaction } from './transaction.js';

/** Written in one go; a system call for each small piece would cost more than what it writes. */
const SLICE = 128 * 1024;
const END_OF_CONTENT = Buffer.from('.\r\n');

/** No decision of ours comes between the recipients and the content: it may be asked for, or sent, along with them. */
export function needsNoDecision(mail: SmtpMail): boolean {
  return mail.to.length === 1 || mail.sendPartial === true;
}

/** From so many recipients on, a round trip saved is worth a line lost where one of them is refused. */
const MANY_RECIPIENTS = 50;

/** Writes the commands and the content of mails, and notes in each transaction what replies are owed for it. */
export class MailWriter {
  readonly #outbox: Outbox;
  readonly #pipelining: boolean;

  constructor(outbox: Outbox, { pipelining }: { pipelining: boolean }) {
    this.#outbox = outbox;
    this.#pipelining = pipelining;
  }

  /** Writes as much as may be written before the next reply. */
  advance(entry: InFlight): void {
    const { transaction } = entry;
    if (transaction.step === 'DATA') this.#command(transaction, 'DATA\r\n');
    else if (transaction.step === 'CONTENT') this.#content(entry);
    else if (this.#pipelining) this.#envelope(entry);
    else this.#nextCommand(transaction);
  }

  /**
   * Writes content as fast as the server takes it, until it ends or the mail has its outcome.
   * @param onWriting called each time the server is given something to take
   */
  async pace(entry: InFlight, content: PacedContent, onWriting: () => void): Promise<void> {
    for await (const slice of content.slices()) {
      slice.forEach(this.#outbox.bytes);
      if (this.#outbox.length < SLICE) continue;
      const flushed = this.#outbox.flushed();
      onWriting();
      await flushed;
      // A server that takes everything at once would leave no turn to others.
      await nextTurn();
      if (entry.settled) return;
    }
    this.#outbox.bytes(END_OF_CONTENT);
    entry.transaction.handedOver = true;
  }

  #command(transaction: Transaction, text: string): void {
    this.#outbox.text(text);
    transaction.owed += 1;
  }

  #nextCommand(transaction: Transaction): void {
    const { step, envelope, nextRecipient } = transaction;
    if (step === 'RSET') this.#command(transaction, 'RSET\r\n');
    else this.#command(transaction, step === 'MAIL' ? envelope.mail : nextRecipient);
  }

  #envelope({ transaction, content }: InFlight): void {
    const { mail, envelope, byLength, step } = transaction;
    if (step === 'RSET') this.#command(transaction, 'RSET\r\n');
    this.#outbox.text(envelope.mail + envelope.rcpt.join(''));
    transaction.owed += 1 + envelope.rcpt.length;
    if (byLength && isWhole(content)) {
      this.#command(transaction, `BDAT ${content.size} LAST\r\n`);
      content.pieces.forEach(this.#outbox.bytes);
      transaction.handedOver = true;
    } else if (needsNoDecision(mail) || mail.to.length >= MANY_RECIPIENTS) {
      this.#command(transaction, 'DATA\r\n');
    }
  }

  #content({ transaction, content }: InFlight): void {
    transaction.owed += 1;
    if (!isWhole(content)) return;
    const stuffing = new DotStuffing();
    for (const piece of content.pieces) stuffing.push(piece, this.#outbox.bytes);
    this.#outbox.bytes(END_OF_CONTENT);
    transaction.handedOver = true;
  }
}
