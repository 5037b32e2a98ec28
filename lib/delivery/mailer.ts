import type { Transporter } from 'nodemailer';
import type { MailerConfig } from '../config/mailer-config.js';
import { explain } from '../diagnosis/explain.js';
import { isMailError, type MailError } from '../errors/mail.error.js';
import { MailParseError } from '../errors/mail-parse.error.js';
import { MailSendError } from '../errors/mail-send.error.js';
import type { Receipt } from '../errors/outcome.js';
import type { Mail } from '../message/mail.js';
import type { MailMessage } from '../message/message.js';
import { prepareMail } from '../message/prepare-mail.js';
import type { MailTransport, SendOptions } from '../transport/mail-transport.js';
import { NodemailerTransport } from '../transport/nodemailer.transport.js';

/** A configured sender: one transport and the defaults of its messages. */
export class Mailer {
  constructor(
    private readonly config: MailerConfig,
    private readonly transport: MailTransport,
  ) {}

  /** The name it is configured under; the one of `spring.mail` is called `default`. */
  get name(): string {
    return this.config.name;
  }

  /** The nodemailer transporter underneath, for plugins; `undefined` when the transport has none. */
  get transporter(): Transporter | undefined {
    return this.transport instanceof NodemailerTransport ? this.transport.transporter : undefined;
  }

  /**
   * Sends one message.
   * @throws MailParseError before the network; MailAuthenticationError, MailSendError after
   */
  send(message: MailMessage, options?: SendOptions): Promise<Receipt>;
  /**
   * Sends messages one after the other. All are checked before the first is sent; a message that fails does not
   * stop the next.
   * @returns the receipts, in the order of the messages
   * @throws MailParseError, and nothing was sent, when one message is not valid
   * @throws MailSendError with every failed message and the receipts of the others
   */
  send(messages: readonly MailMessage[], options?: SendOptions): Promise<Receipt[]>;
  send(input: MailMessage | readonly MailMessage[], options?: SendOptions): Promise<Receipt | Receipt[]>;
  async send(
    input: MailMessage | readonly MailMessage[],
    options: SendOptions = {},
  ): Promise<Receipt | Receipt[]> {
    return isBatch(input) ? this.sendAll(input, options) : this.sendMail(this.prepare(input), input, options);
  }

  /**
   * Connects and signs in without sending.
   * @throws MailAuthenticationError or MailSendError that names the key to change
   */
  async testConnection(): Promise<void> {
    try {
      await this.transport.verify();
    } catch (error) {
      throw this.explained(error);
    }
  }

  /** Lets mails under way finish and closes the connections. */
  async close(): Promise<void> {
    await this.transport.close();
  }

  private prepare(message: MailMessage): Mail {
    return prepareMail(message, this.config.defaults);
  }

  private async sendMail(mail: Mail, message: MailMessage, options: SendOptions): Promise<Receipt> {
    try {
      return await this.transport.send(mail, options);
    } catch (error) {
      throw this.explained(error, message);
    }
  }

  private async sendAll(messages: readonly MailMessage[], options: SendOptions): Promise<Receipt[]> {
    const mails = messages.map((message, index) => this.prepareAt(message, index));
    const receipts: Receipt[] = [];
    const failures = new Map<MailMessage, MailError>();
    for (const [index, message] of messages.entries()) {
      try {
        receipts.push(await this.transport.send(mails[index]!, options));
      } catch (error) {
        failures.set(message, this.explained(error, message));
      }
    }
    if (failures.size > 0) throw batchError(messages.length, failures, receipts);
    return receipts;
  }

  private prepareAt(message: MailMessage, index: number): Mail {
    try {
      return this.prepare(message);
    } catch (error) {
      throw error instanceof MailParseError ? error.within(`messages[${index}]`) : error;
    }
  }

  private explained(error: unknown, message?: MailMessage): MailError {
    return isMailError(error) ? error : explain(error, this.config, message);
  }
}

function isBatch(input: MailMessage | readonly MailMessage[]): input is readonly MailMessage[] {
  return Array.isArray(input);
}

function batchError(
  total: number,
  failures: ReadonlyMap<MailMessage, MailError>,
  receipts: readonly Receipt[],
): MailSendError {
  const errors = [...failures.values()];
  const unknown = errors.some((error) => error instanceof MailSendError && error.outcome === 'unknown');
  return new MailSendError(
    `${total - receipts.length} of ${total} messages were not delivered. ${errors[0]?.message ?? ''}`,
    {
      advice: 'failures holds every failed message with its error, receipts what was delivered.',
      outcome: unknown ? 'unknown' : 'refused',
      failures,
      receipts,
      cause: errors[0],
    },
  );
}
