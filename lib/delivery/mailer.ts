import type { Transporter } from 'nodemailer';
import { DEFAULT_QUEUE_CONFIG } from '../config/queue-properties.js';
import type { MailError } from '../errors/mail.error.js';
import type { Receipt } from '../errors/outcome.js';
import type { MailMessage } from '../message/message.js';
import type { MailTransport, SendOptions } from '../transport/mail-transport.js';
import { type RenderedMail, renderedMail } from '../transport/rendered-mail.js';
import { wholeMail } from '../transport/whole-mail.js';
import type { MailerDetails } from './mailer-details.js';
import { Preparation } from './preparation.js';
import type { EnqueueAllOptions, EnqueueResult } from './queue/enqueue-each.js';
import type { EnqueueOptions } from './queue/enqueue-options.js';
import type { JobReceipt, MailQueue } from './queue/mail-queue.js';
import { memoryQueue } from './queue/memory.queue.js';
import { Queueing } from './queue/queueing.js';
import { sendEach, type SendResult } from './send-each.js';
import { checkSendOptions } from './send-options.js';
import { Sending } from './sending.js';
import { type MailTelemetry, NO_TELEMETRY } from './telemetry.js';

/** A configured sender: one transport and the defaults of its messages. */
export class Mailer {
  readonly #details: MailerDetails;
  readonly #preparation: Preparation;
  readonly #transport: MailTransport;
  readonly #telemetry: MailTelemetry;
  readonly #sending: Sending;
  readonly #queueing: Queueing;

  constructor(details: MailerDetails, transport: MailTransport) {
    this.#details = details;
    this.#preparation = new Preparation(details.defaults, details.steps);
    this.#transport = transport;
    this.#telemetry = this.#observed();
    this.#sending = new Sending(details, {
      preparation: this.#preparation,
      transport,
      telemetry: this.#telemetry,
    });
    this.#queueing = this.#newQueueing();
  }

  /** The name it is configured under; the one of `spring.mail` is called `default`. */
  get name(): string {
    return this.#details.name;
  }

  /** The mail server: its host, and its port where one is set; `undefined` for a transport of the user's own. */
  get location(): string | undefined {
    const { server } = this.#details;
    return server?.sources.has('port') ? `${server.host}:${server.port}` : server?.host;
  }

  /** Where its mail server listens; `undefined` for a transport of the user's own. */
  get endpoint(): { readonly host: string; readonly port: number } | undefined {
    const { server } = this.#details;
    return server && { host: server.host, port: server.port };
  }

  /** Charset of its texts, subjects and names; `spring.mail.default-encoding`. */
  get defaultEncoding(): string {
    return this.#details.defaults.charset ?? 'UTF-8';
  }

  /** The nodemailer transporter underneath, for its plugins; `undefined` when the transport has none. */
  get transporter(): Transporter | undefined {
    return this.#transport.transporter;
  }

  /**
   * Sends one message, and resolves once the mail server has taken it.
   * @example
   * await mailer.send({ to: 'ann@example.org', subject: 'Hi', text: 'Hello' });
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
  send(input: MailMessage | readonly MailMessage[], options?: SendOptions): Promise<Receipt | Receipt[]>;
  async send(
    input: MailMessage | readonly MailMessage[],
    options: SendOptions = {},
  ): Promise<Receipt | Receipt[]> {
    checkSendOptions(options);
    return isBatch(input) ? this.#sending.many(input, options) : this.#sending.one(input, options);
  }

  /**
   * Sends any number of messages in constant memory: they are asked for one by one, when there is room.
   * @example
   * for await (const { message, receipt, error } of mailer.sendEach(invoices())) { … }
   * @returns the result of each message as soon as it is known, in the order in which they settle; nothing is thrown for
   * a message that fails
   */
  sendEach(
    messages: Iterable<MailMessage> | AsyncIterable<MailMessage>,
    options: SendOptions = {},
  ): AsyncGenerator<SendResult, void, undefined> {
    checkSendOptions(options);
    return sendEach(messages, {
      send: (message) =>
        this.#sending.one(message, options).then(
          (receipt) => ({ message, receipt }),
          (error: MailError) => ({ message, error }),
        ),
      whenRoom: async () => this.#transport.whenRoom?.(),
    });
  }

  /**
   * Queues one message: it is checked now, its Message-ID and date are fixed, and it is sent in the background, again and
   * again where that may help.
   * @throws MailParseError when the message or an option is not valid, MailPreparationError when its template cannot be had,
   * MailQueueError when the queue does not take it
   */
  async enqueue(message: MailMessage, options: EnqueueOptions = {}): Promise<JobReceipt> {
    return this.#queueing.enqueue(message, options);
  }

  /**
   * Queues any number of messages in constant memory: they are asked for one by one, when there is room.
   * @example
   * for await (const { message, job, error, count } of mailer.enqueueAll(invoices())) { … }
   * @returns the result of each message, in their order; nothing is thrown for a message that is not queued
   * @throws MailParseError when an option is not valid
   */
  enqueueAll(
    messages: Iterable<MailMessage> | AsyncIterable<MailMessage>,
    options: EnqueueAllOptions = {},
  ): AsyncGenerator<EnqueueResult, void, undefined> {
    return this.#queueing.enqueueAll(messages, options);
  }

  /**
   * What `send` would hand to the mail server, without sending it. A file from a stream is read by it.
   * @throws MailParseError or MailPreparationError, as `send` does before the network
   */
  async render(message: MailMessage): Promise<RenderedMail> {
    const mail = await this.#preparation.prepare(message);
    return renderedMail(mail, await (this.#transport.render?.(mail) ?? wholeMail(mail, undefined)));
  }

  /** What keeps the queued mails of this mailer: its dead letters, its health. */
  get queue(): MailQueue {
    return this.#queueing.queue;
  }

  /** Takes up work on the queue, where it is kept outside of this process. */
  async startQueue(): Promise<void> {
    if (this.#details.queue !== undefined) await this.queue.start?.();
  }

  /** Whether the settings ask for a connection while the application starts. */
  get testsConnection(): boolean {
    return this.#details.server?.testConnection ?? false;
  }

  /** Rejects when what signs or encrypts its mails cannot do so. */
  async checkSeal(): Promise<void> {
    const { seal, server } = this.#details;
    await (seal ?? server?.seal)?.check?.();
  }

  /**
   * Connects and signs in without sending, over a connection of its own.
   * @throws MailAuthenticationError or MailSendError that names the key to change
   */
  async testConnection(options?: SendOptions): Promise<void> {
    if (options !== undefined) checkSendOptions(options);
    await this.#sending.verify(options);
  }

  /**
   * Queues no more messages and sends queued ones within a limit.
   * @returns how many mails were lost with this process
   */
  closeQueue(): Promise<number> {
    return this.#queueing.close();
  }

  /**
   * Takes no more messages, lets mails under way finish, sends queued ones within a limit, and closes the connections.
   * @returns how many mails were not delivered because of that
   */
  async close(): Promise<number> {
    try {
      const waiting = await this.closeQueue();
      this.#preparation.close();
      return waiting + (await this.#transport.close());
    } finally {
      this.#telemetry.close();
    }
  }

  #observed(): MailTelemetry {
    const { name, server, telemetry } = this.#details;
    if (telemetry === undefined) return NO_TELEMETRY;
    return telemetry({
      name,
      // Of several servers each connection says its own.
      server: server?.group === undefined ? this.endpoint : undefined,
      queueHealth: () => this.#queueing.health(),
      connections: () => this.#transport.connections?.(),
    });
  }

  #newQueueing(): Queueing {
    const { name, queueConfig = DEFAULT_QUEUE_CONFIG, queue = memoryQueue, events } = this.#details;
    return new Queueing({
      name,
      config: queueConfig,
      factory: queue,
      check: (message) => this.#preparation.check(message),
      send: (mail, options = {}) => this.#sending.queued(mail, options),
      verify: (options) => this.testConnection(options),
      events,
      telemetry: this.#telemetry,
    });
  }
}

function isBatch(input: MailMessage | readonly MailMessage[]): input is readonly MailMessage[] {
  return Array.isArray(input);
}
