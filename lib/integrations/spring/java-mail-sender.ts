import type { Readable } from 'node:stream';
import type { Receipt } from '../../index.js';
import { MailSender } from './mail-sender.js';
import type { MimeMessage } from './mime-message.js';
import type { SimpleMailMessage } from './simple-mail-message.js';

/** Fills in the message that it is given, when it is sent: a function, or an object with `prepare`. */
export type MimeMessagePreparator =
  | ((mimeMessage: MimeMessage) => void | Promise<void>)
  | { prepare(mimeMessage: MimeMessage): void | Promise<void> };

/** What a `JavaMailSender` sends. */
export type Sendable = SimpleMailMessage | MimeMessage | MimeMessagePreparator;

/**
 * Sends simple and MIME messages. The class is the injection token.
 *
 * @example
 * constructor(private readonly mailSender: JavaMailSender) {}
 */
export abstract class JavaMailSender extends MailSender {
  /** An empty message that knows the sender's encoding and file types. */
  abstract createMimeMessage(): MimeMessage;
  /**
   * A message from a whole mail (RFC 5322) that was composed elsewhere. Its content and the header fields that are not changed
   * go out as they are; recipients are those of To, Cc and Bcc. Needs the package `postal-mime`.
   * @throws MailParseException when it is none, or the stream fails
   */
  abstract createMimeMessage(contentStream: Readable | Uint8Array): Promise<MimeMessage>;
  /**
   * Sends one message.
   * @throws MailParseException, MailPreparationException before the network; MailAuthenticationException,
   * MailSendException after
   */
  abstract override send(message: Sendable): Promise<Receipt>;
  /**
   * Sends messages in order over one connection. All are prepared before the first is sent; one that fails does not stop
   * the next.
   * @returns the receipts, in the order of the messages
   * @throws MailSendException with every message that failed
   */
  abstract override send(messages: readonly Sendable[]): Promise<Receipt[]>;
  abstract override send(
    first: Sendable,
    second: Sendable,
    ...others: readonly Sendable[]
  ): Promise<Receipt[]>;
}
