import { MailSendError, type Receipt } from '../../index.js';
import { MailException, whatHappened } from './mail.exception.js';

/** What is known besides the messages that failed. */
export interface MailSendExceptionDetails {
  readonly cause: unknown;
  /** Receipts of the messages of the same call that went, in order. */
  readonly receipts?: readonly Receipt[];
}

/** One or more messages were not delivered. */
export class MailSendException extends MailException {
  override readonly name = 'MailSendException';
  /** `refused` when every message is certainly not on its way, `unknown` when one may be. Spring does not tell. */
  readonly outcome: MailSendError['outcome'];
  /** Receipts of the messages of the same call that went, in order. Spring does not tell. */
  readonly receipts: readonly Receipt[];
  readonly #failedMessages: ReadonlyMap<object, unknown>;

  constructor(
    failedMessages: ReadonlyMap<object, unknown>,
    { cause, receipts = [] }: MailSendExceptionDetails,
  ) {
    const errors = [...failedMessages.values()];
    super(`Failed messages: ${errors.map(whatHappened).join('; ')}`, 'MAIL_SEND', { cause });
    this.#failedMessages = failedMessages;
    this.receipts = receipts;
    const isUnknown = errors.some((error) => error instanceof MailSendError && error.outcome === 'unknown');
    this.outcome = isUnknown ? 'unknown' : 'refused';
  }

  /**
   * Each message that failed, as the caller passed it, with the error it failed with; in the order in which they were sent.
   * Of a preparator it is the message that it prepared.
   */
  getFailedMessages(): Map<object, unknown> {
    return new Map(this.#failedMessages);
  }

  /** The errors of `getFailedMessages`. */
  getMessageExceptions(): unknown[] {
    return [...this.#failedMessages.values()];
  }
}
