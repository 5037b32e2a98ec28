import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Transporter } from 'nodemailer';
import type { MailerOptions } from '../config/mail-options.js';
import type { MailConfig } from '../config/mailer-config.js';
import { resolveMailConfig } from '../config/resolve-mail-config.js';
import type { MailEventListener, MailEventName, MailEvents } from '../delivery/mail-events.js';
import type { Mailer } from '../delivery/mailer.js';
import { Mailers } from '../delivery/mailers.js';
import type { SendResult } from '../delivery/send-each.js';
import { describeFault } from '../errors/mail-config.error.js';
import type { Receipt } from '../errors/outcome.js';
import type { MailMessage } from '../message/message.js';
import type { SendOptions } from '../transport/mail-transport.js';
import { MAIL_CONFIG, MAIL_EVENTS, MAILERS } from './tokens.js';

/** Sends mail. Inject it where mail is sent; it uses the mailer that `spring.mail` configures. */
@Injectable()
export class MailService implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger(MailService.name);

  constructor(
    @Inject(MAIL_CONFIG) private readonly config: MailConfig,
    @Inject(MAILERS) private readonly mailers: Mailers,
    @Inject(MAIL_EVENTS) private readonly events: MailEvents,
  ) {}

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
  async send(
    input: MailMessage | readonly MailMessage[],
    options?: SendOptions,
  ): Promise<Receipt | Receipt[]> {
    return this.mailers.get().send(input, options);
  }

  /**
   * Sends any number of messages in constant memory: they are asked for one by one, when there is room.
   * @example
   * for await (const { message, receipt, error } of mail.sendEach(invoices())) { … }
   * @returns the result of each message as soon as it is known, in the order in which they settle; nothing is thrown for
   * a message that fails
   */
  sendEach(
    messages: Iterable<MailMessage> | AsyncIterable<MailMessage>,
    options?: SendOptions,
  ): AsyncGenerator<SendResult, void, undefined> {
    return this.mailers.get().sendEach(messages, options);
  }

  /**
   * Connects to the mail server and signs in, without sending.
   * @throws MailAuthenticationError or MailSendError that names the key to change
   */
  async testConnection(options?: SendOptions): Promise<void> {
    await this.mailers.get().testConnection(options);
  }

  /**
   * A mailer by its name under `nest.mail.mailers`.
   * @throws MailConfigError when there is none
   */
  mailer(name: string): Mailer {
    return this.mailers.get(name);
  }

  /**
   * Adds a mailer while the application runs.
   * @throws MailConfigError when the settings cannot work or the name is taken
   */
  addMailer(name: string, options: MailerOptions): Mailer {
    const { mailers } = resolveMailConfig({ mailers: { [name]: options } });
    for (const config of mailers.values()) this.mailers.add(config);
    return this.mailers.get(name);
  }

  /**
   * Takes a mailer out while the application runs; its mails under way finish.
   * @returns how many mails were not delivered because of that
   * @throws MailConfigError when there is none of this name
   */
  async removeMailer(name: string): Promise<number> {
    return this.mailers.remove(name);
  }

  /**
   * Listens to what becomes of the mails of all mailers. What a listener throws is logged and changes nothing.
   * @example mail.on('failed', ({ mail, error }) => logger.warn(`${mail.messageId}: ${error.message}`));
   * @returns a function that ends it
   */
  on<Name extends MailEventName>(name: Name, listener: MailEventListener<Name>): () => void {
    return this.events.on(name, listener);
  }

  /** The nodemailer transporter underneath, for its plugins and events. */
  get transporter(): Transporter | undefined {
    return this.mailers.get().transporter;
  }

  /** Tells the warnings of the settings and makes the connections that `test-connection` asks for. */
  async onModuleInit(): Promise<void> {
    for (const warning of this.config.warnings) this.#logger.warn(describeFault(warning));
    for (const mailer of this.mailers) {
      if (mailer.testsConnection) await mailer.testConnection();
    }
  }

  /** Closes the connections after everything else had its chance to send. */
  async onApplicationShutdown(): Promise<void> {
    const lost = await this.mailers.close();
    if (lost > 0) this.#logger.error(`${lost} mails were not delivered before the application ended.`);
  }
}
