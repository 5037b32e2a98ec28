import type { RecipientRefusal, SmtpReply } from '../errors/outcome.js';
import type { Envelope } from './envelope.js';
import { Refusals } from './refusals.js';
import { CLOSING, isDone, isRefusal, START_CONTENT, toReply } from './reply.js';
import { SmtpLineError, SmtpProtocolError, SmtpSendError, type SmtpSendStage } from './smtp-errors.js';
import type { SmtpMail, SmtpResult } from './smtp-mail.js';

/** The command whose reply comes next. */
export type Step = 'RSET' | 'MAIL' | 'RCPT' | 'DATA' | 'CONTENT' | 'END';

const DROPPED =
  'The connection was dropped, so that nobody gets a mail of which the mail server refused some recipients';

const STAGES: Readonly<Record<Step, SmtpSendStage>> = {
  RSET: 'mail',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
  CONTENT: 'content',
  END: 'final',
};

/**
 * One mail on the wire: takes the replies to its commands in order and knows at each moment what is certain
 * about the mail. It writes nothing.
 */
export class Transaction {
  readonly mail: SmtpMail;
  readonly envelope: Envelope;
  /** Content goes by length (BDAT) and not up to a dot (DATA). */
  readonly byLength: boolean;
  /** Replies that are still to come to what was written. */
  owed = 0;
  /** All of the content was written: from here on only a reply tells what became of the mail. */
  handedOver = false;
  readonly #refusals: Refusals;
  #step: Step;
  #recipient = 0;
  #mailAccepted = false;
  #finalReply: SmtpReply | undefined;
  /** The server says that it has the mail after it refused it, or before it was all written. */
  #contradicted = false;

  constructor(
    mail: SmtpMail,
    envelope: Envelope,
    { byLength, reset }: { byLength: boolean; reset: boolean },
  ) {
    this.mail = mail;
    this.envelope = envelope;
    this.byLength = byLength;
    this.#refusals = new Refusals(mail);
    this.#step = reset ? 'RSET' : 'MAIL';
  }

  get step(): Step {
    return this.#step;
  }

  /** The command for the first recipient without a reply. */
  get nextRecipient(): string {
    return this.envelope.rcpt[this.#recipient] ?? '';
  }

  /** Nothing more is to be written. Every recipient is tried first, so that the refusals are complete. */
  get isOver(): boolean {
    if (this.#step === 'RCPT') return this.#refusals.refuseWhole;
    return this.#step === 'END' || this.#refusals.refuseMail;
  }

  /** The server still holds the sender or recipients, which the next mail must not inherit. */
  get leavesState(): boolean {
    return (
      this.#mailAccepted &&
      (this.#finalReply === undefined || (this.byLength && !isDone(this.#finalReply.code)))
    );
  }

  /** Takes the reply to the oldest command that has none. Throws SmtpProtocolError when it cannot be that. */
  take(code: number, text: string): void {
    this.owed -= 1;
    switch (this.#step) {
      case 'RSET':
        return this.#takeReset(code);
      case 'MAIL':
        return this.#takeMail(code, text);
      case 'RCPT':
        return this.#takeRecipient(code, text);
      case 'DATA':
        return this.#takeData(code, text);
      default:
        return this.#takeFinal(code, text);
    }
  }

  /** What came of the mail, once every reply is there. */
  verdict(): Omit<SmtpResult, 'server'> | SmtpSendError {
    if (this.#refusals.refuseMail || this.#finalReply === undefined) return this.#refusals.toError();
    const refused = this.#refusals.recipients;
    return { reply: this.#finalReply, accepted: acceptedOf(this.mail, refused), refused };
  }

  /** What is certain when no more replies come, because of `cause`. */
  lost(cause: Error): SmtpSendError {
    if (this.#refusals.refuseMail && !this.#contradicted) return this.#refusals.toError(cause);
    const notSent = !this.handedOver && !this.#contradicted;
    const what = notSent ? 'The mail was not sent' : 'The mail was handed over and may have been delivered';
    return new SmtpSendError(`${what}. ${cause.message}`, {
      outcome: notSent ? 'refused' : 'unknown',
      stage: notSent ? STAGES[this.#step] : 'final',
      permanent: false,
      repeatable: notSent,
      cause,
    });
  }

  #takeReset(code: number): void {
    this.#expect(isDone(code) || code === CLOSING, code);
    this.#step = 'MAIL';
  }

  #takeMail(code: number, text: string): void {
    this.#expect(isDone(code) || isRefusal(code), code);
    this.#step = 'RCPT';
    this.#mailAccepted = isDone(code);
    if (!this.#mailAccepted) this.#refusals.add('mail', toReply(code, text));
  }

  #takeRecipient(code: number, text: string): void {
    this.#expect(isDone(code) || isRefusal(code), code);
    const address = this.mail.to[this.#recipient] ?? '';
    if (isRefusal(code)) this.#refusals.addRecipient(address, toReply(code, text));
    this.#recipient += 1;
    if (this.#recipient === this.mail.to.length) this.#step = this.byLength ? 'CONTENT' : 'DATA';
  }

  #takeData(code: number, text: string): void {
    this.#expect(code === START_CONTENT || isRefusal(code), code);
    this.#step = 'CONTENT';
    if (code !== START_CONTENT) {
      this.#refusals.add('data', toReply(code, text));
    } else if (this.#refusals.refuseMail) {
      // Whatever we wrote now, an empty mail even, could be delivered to someone.
      if (this.#refusals.refuseSome) throw new SmtpLineError(DROPPED);
      throw new SmtpProtocolError('The mail server asked for the content of a mail that it had refused');
    }
  }

  #takeFinal(code: number, text: string): void {
    this.#contradicted = isDone(code) && (this.#refusals.refuseMail || !this.handedOver);
    this.#expect(!this.#contradicted && (isDone(code) || isRefusal(code)), code);
    this.#step = 'END';
    this.#finalReply = toReply(code, text);
    if (isRefusal(code)) this.#refusals.add('final', this.#finalReply);
  }

  #expect(fits: boolean, code: number): void {
    if (fits) return;
    throw new SmtpProtocolError(
      `The mail server answered ${code} to ${this.#step}: its replies are out of step`,
    );
  }
}

function acceptedOf({ to }: SmtpMail, refused: readonly RecipientRefusal[]): readonly string[] {
  if (refused.length === 0) return to;
  return to.filter((address) => !refused.some((refusal) => refusal.address === address));
}
