import type { Readable } from 'node:stream';
import type { Mailer, MailMessage, Receipt } from '../../index.js';
import { JavaMailSender, type MimeMessagePreparator, type Sendable } from './java-mail-sender.js';
import { MessagingException } from './messaging.exception.js';
import { MimeMessage, type MimeMessageDefaults } from './mime-message.js';
import { parsedMimeMessage } from './parsed-mime-message.js';
import { SimpleMailMessage } from './simple-mail-message.js';
import { preparationException, sendException } from './to-exception.js';

/** A message that the core can send, and the one to name when it fails. */
interface Prepared {
  readonly original: object;
  readonly message: MailMessage;
}

/** A sender whose mails take the way that all mails take: through a `Mailer` of the core. */
export abstract class MailerBackedSender extends JavaMailSender {
  /** @throws MailConfigError when the settings cannot work */
  protected abstract mailer(): Mailer;

  /** What messages are given that are created here. */
  protected abstract messageDefaults(): MimeMessageDefaults;

  override createMimeMessage(): MimeMessage;
  override createMimeMessage(contentStream: Readable | Uint8Array): Promise<MimeMessage>;
  override createMimeMessage(contentStream?: Readable | Uint8Array): MimeMessage | Promise<MimeMessage> {
    const defaults = this.messageDefaults();
    return contentStream === undefined
      ? new MimeMessage(defaults)
      : parsedMimeMessage(contentStream, defaults);
  }

  override send(message: Sendable): Promise<Receipt>;
  override send(messages: readonly Sendable[]): Promise<Receipt[]>;
  override send(first: Sendable, second: Sendable, ...others: readonly Sendable[]): Promise<Receipt[]>;
  override async send(...given: readonly (Sendable | readonly Sendable[])[]): Promise<Receipt | Receipt[]> {
    const [first, ...others] = given;
    const isOne = others.length === 0 && !Array.isArray(first);
    const prepared: Prepared[] = [];
    for (const one of given.flat()) prepared.push(await this.#prepared(one));
    return this.#sendPrepared(prepared, isOne);
  }

  /**
   * Connects and signs in without sending.
   * @throws MessagingException that names the key to change
   */
  async testConnection(): Promise<void> {
    try {
      await this.mailer().testConnection();
    } catch (error) {
      throw new MessagingException(error);
    }
  }

  async #sendPrepared(prepared: readonly Prepared[], isOne: boolean): Promise<Receipt | Receipt[]> {
    const messages = prepared.map(({ message }) => message);
    const [first] = messages;
    if (first === undefined) return [];
    try {
      return await (isOne ? this.mailer().send(first) : this.mailer().send(messages));
    } catch (error) {
      throw sendException(error, new Map(prepared.map(({ message, original }) => [message, original])));
    }
  }

  async #prepared(given: Sendable): Promise<Prepared> {
    try {
      if (given instanceof SimpleMailMessage) return { original: given, message: given.toMailMessage() };
      const original = given instanceof MimeMessage ? given : await this.#preparedBy(given);
      return { original, message: await original.toMailMessage() };
    } catch (error) {
      throw preparationException(error);
    }
  }

  async #preparedBy(preparator: MimeMessagePreparator): Promise<MimeMessage> {
    const fresh = this.createMimeMessage();
    await (typeof preparator === 'function' ? preparator(fresh) : preparator.prepare(fresh));
    return fresh;
  }
}
