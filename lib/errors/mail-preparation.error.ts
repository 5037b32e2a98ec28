import { generalDiagnosis } from './diagnosis.js';
import { MailError } from './mail.error.js';

/** A message was valid, but something it needs failed while it was composed: a file, a template, a signature. */
export class MailPreparationError extends MailError {
  override readonly name = 'MailPreparationError';
  /** `false` when the same message may well be prepared later: a host that does not answer. A queue tries it again then. */
  readonly permanent: boolean;
  readonly #what: string;

  constructor(
    what: string,
    advice: string,
    cause?: unknown,
    { permanent = true }: { readonly permanent?: boolean } = {},
  ) {
    super(what, { code: 'MAIL_PREPARATION', advice, cause, diagnosis: generalDiagnosis('preparation') });
    this.permanent = permanent;
    this.#what = what;
  }

  /** The same failure of a message that is part of something larger: `messages[3]`. */
  within(whole: string): MailPreparationError {
    const { advice, cause, permanent } = this;
    return new MailPreparationError(`${whole}: ${this.#what}`, advice, cause, { permanent });
  }
}
