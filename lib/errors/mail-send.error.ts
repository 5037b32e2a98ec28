import { MailError, type MailErrorDetails } from './mail.error.js';
import type { Outcome, Receipt, RecipientRefusal } from './outcome.js';

/** What is known about a send that did not end in `delivered`. */
export interface MailSendErrorDetails extends Omit<MailErrorDetails, 'code'> {
  /** `refused` when the mail is certainly not on its way, `unknown` when it may be. */
  readonly outcome: Exclude<Outcome, 'delivered'>;
  /** `true` when repeating the same send cannot help; `undefined` when that is not known. */
  readonly permanent?: boolean | undefined;
  /** Recipients the server refused. */
  readonly refusals?: readonly RecipientRefusal[];
  /** Failed message, as the caller passed it, to the error it failed with. */
  readonly failures?: ReadonlyMap<object, unknown>;
  /** Receipts of the messages of the same call that went, in order. */
  readonly receipts?: readonly Receipt[];
}

/** One or more messages were not delivered. */
export class MailSendError extends MailError {
  override readonly name = 'MailSendError';
  readonly outcome: Exclude<Outcome, 'delivered'>;
  readonly permanent: boolean | undefined;
  readonly refusals: readonly RecipientRefusal[];
  readonly receipts: readonly Receipt[];
  readonly #failures: ReadonlyMap<object, unknown>;

  constructor(what: string, details: MailSendErrorDetails) {
    const { advice, cause, diagnosis } = details;
    super(what, { code: 'MAIL_SEND', advice, cause, diagnosis });
    this.outcome = details.outcome;
    this.permanent = details.permanent;
    this.refusals = details.refusals ?? [];
    this.receipts = details.receipts ?? [];
    this.#failures = details.failures ?? new Map();
  }

  /**
   * Every failed message, by the very object the caller passed, with the error it failed with.
   * Not printed with the error, because messages carry what people wrote.
   */
  get failures(): ReadonlyMap<object, unknown> {
    return this.#failures;
  }
}
