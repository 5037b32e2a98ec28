import type { Receipt } from '../errors/outcome.js';
import type { Mail } from '../message/mail.js';

/** What a caller may say about one send. */
export interface SendOptions {
  /** Gives the send up. A mail that was already handed over then counts as `unknown`. */
  readonly signal?: AbortSignal;
}

/** Moves a mail to where it is delivered. The port that every way of sending implements. */
export interface MailTransport {
  /**
   * @returns the receipt, once the mail server has taken the mail
   * @throws MailSendError, MailAuthenticationError or MailPreparationError
   */
  send(mail: Mail, options?: SendOptions): Promise<Receipt>;
  /** Connects and signs in without sending. @throws what `send` would throw */
  verify(): Promise<void>;
  /** Lets mails under way finish and frees every socket and timer. */
  close(): Promise<void>;
}
