import type { Receipt } from '../../index.js';
import type { SimpleMailMessage } from './simple-mail-message.js';

/** Sends simple messages. The class is the injection token. */
export abstract class MailSender {
  /**
   * Sends one message.
   * @throws MailParseException before the network; MailAuthenticationException, MailSendException after
   */
  abstract send(simpleMessage: SimpleMailMessage): Promise<Receipt>;
  /**
   * Sends messages in order over one connection. All are read before the first is sent; one that fails does not stop the next.
   * @returns the receipts, in the order of the messages
   * @throws MailSendException with every message that failed
   */
  abstract send(simpleMessages: readonly SimpleMailMessage[]): Promise<Receipt[]>;
  abstract send(
    first: SimpleMailMessage,
    second: SimpleMailMessage,
    ...others: readonly SimpleMailMessage[]
  ): Promise<Receipt[]>;
}
