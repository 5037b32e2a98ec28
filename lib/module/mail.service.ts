import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { Transporter } from 'nodemailer';
import type { MailerOptions } from '../config/mailer-options.js';
import type { MailConfig } from '../config/mailer-config.js';
import { resolveMailConfig } from '../config/resolve-mail-config.js';
import type { MailEventListener, MailEventName, MailEvents } from '../delivery/mail-events.js';
import type { Mailer } from '../delivery/mailer.js';
import { Mailers } from '../delivery/mailers.js';
import type { EnqueueAllOptions, EnqueueResult } from '../delivery/queue/enqueue-each.js';
import type { EnqueueOptions } from '../delivery/queue/enqueue-options.js';
import type { JobReceipt, MailQueue } from '../delivery/queue/mail-queue.js';
import type { SendResult } from '../delivery/send-each.js';
import { describeFault } from '../errors/mail-config.error.js';
import type { Receipt } from '../errors/outcome.js';
import type { MailMessage } from '../message/message.js';
import type { SendOptions } from '../transport/mail-transport.js';
import type { RenderedMail } from '../transport/rendered-mail.js';
import { logQueues } from './log-queues.js';
import { startLine } from './start-line.js';
import { unpublishedKeys } from './published-keys.js';
import { MAIL_CONFIG, MAIL_EVENTS, MAILERS } from './tokens.js';

/** Sends mail. Inject it where mail is sent; it uses the mailer that `spring.mail` configures. */
@Injectable()
export class MailService implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(MailService.name);
  #closed: Promise<void> | undefined;

  constructor(
    @Inject(MAIL_CONFIG) private readonly config: MailConfig,
    @Inject(MAILERS) private readonly mailers: Mailers,
    @Inject(MAIL_EVENTS) private readonly events: MailEvents,
  ) {}

  /**
   * Sends one message, and resolves once the mail server has taken it.
   * @example
   * await mail.send({ to: 'ann@example.org', subject: 'Hi', text: 'Hello' });
   * @throws MailParseError when a field is not valid, MailPreparationError when its template or a file cannot be had: nothing
   * was sent; MailAuthenticationError, MailSendError when the mail server does not take it
   */
  send(message: MailMessage, options?: SendOptions): Promise<Receipt>;
  /**
   * Sends messages in order over one connection, or over several with `parallel`. All are checked before the first is
   * sent; a message that fails does not stop the next.
   * @returns the receipts, in the order of the messages
   * @throws MailParseError or MailPreparationError, and nothing was sent, when one message cannot be sent as it is
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
   * Queues one message: it is checked now, its Message-ID and date are fixed, and it is sent in the background, again and
   * again where that may help.
   * @throws MailParseError when the message or an option is not valid, MailPreparationError when its template cannot be had,
   * MailQueueError when the queue does not take it
   */
  async enqueue(message: MailMessage, options?: EnqueueOptions): Promise<JobReceipt> {
    return this.mailers.get().enqueue(message, options);
  }

  /**
   * Queues any number of messages in constant memory: they are asked for one by one, when there is room.
   * @example
   * for await (const { message, job, error, count } of mail.enqueueAll(invoices())) { … }
   * @returns the result of each message, in their order; nothing is thrown for a message that is not queued
   * @throws MailParseError when an option is not valid
   */
  enqueueAll(
    messages: Iterable<MailMessage> | AsyncIterable<MailMessage>,
    options?: EnqueueAllOptions,
  ): AsyncGenerator<EnqueueResult, void, undefined> {
    return this.mailers.get().enqueueAll(messages, options);
  }

  /** What keeps the queued mails: dead letters, health. */
  get queue(): MailQueue {
    return this.mailers.get().queue;
  }

  /**
   * What `send` would hand to the mail server, without sending it: headers, text, HTML and bytes. A file from a stream is
   * read by it.
   * @throws MailParseError or MailPreparationError, as `send` does before the network
   */
  async render(message: MailMessage): Promise<RenderedMail> {
    return this.mailers.get().render(message);
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
    const mailer = this.mailers.get(name);
    mailer.startQueue().catch((error: unknown) => this.#logger.error(String(error)));
    return mailer;
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

  /** The nodemailer transporter underneath, for its plugins and events; `undefined` when the transport has none. */
  get transporter(): Transporter | undefined {
    return this.mailers.get().transporter;
  }

  /** Tells where mail goes, the warnings of the settings and of queues, checks seals, and makes the connections that `test-connection` asks for. */
  async onModuleInit(): Promise<void> {
    this.#logger.log(startLine(this.mailers, this.config.recipients));
    for (const warning of this.config.warnings) this.#logger.warn(describeFault(warning));
    logQueues(this.events, this.#logger);
    for (const mailer of this.mailers) {
      await mailer.checkSeal();
      if (mailer.testsConnection) await this.#test(mailer);
    }
  }

  /** A key that receivers do not find is no reason not to start: records take hours to spread. */
  async #test(mailer: Mailer): Promise<void> {
    await mailer.testConnection();
    const keys = this.config.mailers.get(mailer.name)?.dkim ?? [];
    for (const fault of await unpublishedKeys(keys)) this.#logger.warn(describeFault(fault));
  }

  /** Takes up work on queues, once everything is there that listens to it. */
  async onApplicationBootstrap(): Promise<void> {
    await Promise.all(Array.from(this.mailers, (mailer) => mailer.startQueue()));
  }

  /** Closes the connections after everything else had its chance to send; called again, it tells when that is done. */
  onApplicationShutdown(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const lost = await this.mailers.close();
    if (lost > 0)
      this.#logger.error(
        `${lost} mail${lost === 1 ? ' was' : 's were'} not delivered before the application ended.`,
      );
  }
}
