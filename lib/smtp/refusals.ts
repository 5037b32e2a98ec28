import type { RecipientRefusal, SmtpReply } from '../errors/outcome.js';
import { CLOSING, isPermanent } from './reply.js';
import { SmtpSendError, type SmtpSendStage } from './smtp-errors.js';
import type { SmtpMail } from './smtp-mail.js';

/** Old servers answer so to a recipient too many, who has to be tried again later (RFC 5321 section 4.5.3.1.10). */
const TOO_MANY_RECIPIENTS = 552;

/** What the server refused of one mail: recipients, or all of it. */
export class Refusals {
  readonly recipients: RecipientRefusal[] = [];
  readonly #mail: SmtpMail;
  #whole: { readonly stage: SmtpSendStage; readonly reply: SmtpReply } | undefined;

  constructor(mail: SmtpMail) {
    this.#mail = mail;
  }

  /** The first refusal counts; those that follow from it, such as DATA without recipients, say nothing new. */
  add(stage: SmtpSendStage, reply: SmtpReply): void {
    if (!this.refuseMail) this.#whole = { stage, reply };
  }

  addRecipient(address: string, reply: SmtpReply): void {
    if (this.#whole !== undefined) return;
    const permanent = isPermanent(reply.code) && reply.code !== TOO_MANY_RECIPIENTS;
    this.recipients.push({ address, permanent, reply });
  }

  /** `true` when the mail itself was refused, whoever its recipients are. */
  get refuseWhole(): boolean {
    return this.#whole !== undefined;
  }

  /** `true` when some recipients were refused and others were taken. */
  get refuseSome(): boolean {
    const refused = this.recipients.length;
    return !this.refuseWhole && refused > 0 && refused < this.#mail.to.length;
  }

  /** `true` when it is certain that the mail goes to nobody. */
  get refuseMail(): boolean {
    const refused = this.recipients.length;
    const enough = this.#mail.sendPartial === true ? refused === this.#mail.to.length : refused > 0;
    return this.refuseWhole || enough;
  }

  toError(cause?: Error): SmtpSendError {
    const { stage, reply } = this.#whole ?? { stage: 'rcpt' as const, reply: this.recipients[0]?.reply };
    const closing =
      reply?.code === CLOSING || this.recipients.some((refusal) => refusal.reply.code === CLOSING);
    return new SmtpSendError(`The mail server refused the mail: ${reply?.code} ${reply?.text}`, {
      outcome: 'refused',
      stage,
      permanent: this.#arePermanent(),
      repeatable: closing && stage !== 'final',
      reply,
      refusals: this.recipients,
      cause,
    });
  }

  /** All or nobody: one recipient who is gone for good keeps the mail from all. In part: one who may be back is worth a try. */
  #arePermanent(): boolean {
    if (this.#whole !== undefined) return isPermanent(this.#whole.reply.code);
    return this.#mail.sendPartial === true
      ? this.recipients.every((refusal) => refusal.permanent)
      : this.recipients.some((refusal) => refusal.permanent);
  }
}
