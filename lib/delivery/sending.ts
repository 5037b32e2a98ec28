import type { MailError } from '../errors/mail.error.js';
import type { Receipt } from '../errors/outcome.js';
import type { Mail } from '../message/mail.js';
import type { MailMessage } from '../message/message.js';
import { timeLeft } from '../transport/deadline.js';
import type { MailTransport, SendOptions } from '../transport/mail-transport.js';
import { type BatchSteps, sendBatch } from './batch.js';
import { explained } from './explained.js';
import { deliver, deliverAll } from './left-out.js';
import type { MailerDetails } from './mailer-details.js';
import type { Preparation } from './preparation.js';
import { both, type SendEvents, sendEvents } from './send-events.js';
import type { MailOperation, MailTelemetry } from './telemetry.js';

/** What sending needs of its mailer. */
export interface SendingParts {
  readonly preparation: Preparation;
  readonly transport: MailTransport;
  readonly telemetry: MailTelemetry;
}

const SEND: MailOperation = { name: 'send' };

/** The mails of one mailer on their way through its transport: who watches is told, and what fails is explained. */
export class Sending {
  readonly #mailer: Pick<MailerDetails, 'name' | 'server' | 'events'>;
  readonly #preparation: Preparation;
  readonly #transport: MailTransport;
  readonly #telemetry: MailTelemetry;

  constructor(
    mailer: Pick<MailerDetails, 'name' | 'server' | 'events'>,
    { preparation, transport, telemetry }: SendingParts,
  ) {
    this.#mailer = mailer;
    this.#preparation = preparation;
    this.#transport = transport;
    this.#telemetry = telemetry;
  }

  one(message: MailMessage, options: SendOptions): Promise<Receipt> {
    return this.#telemetry.run(SEND, async () => {
      const left = sharing(options);
      const prepared = this.#preparation.prepare(message, options);
      return this.#deliver(prepared instanceof Promise ? await prepared : prepared, left(), message);
    });
  }

  many(messages: readonly MailMessage[], options: SendOptions): Promise<Receipt[]> {
    return this.#telemetry.run({ name: 'send', batch: messages.length }, () =>
      sendBatch(messages, this.#batchSteps(options)),
    );
  }

  /** One that a queue kept; the queue begins its operation. */
  async queued(mail: Mail, options: SendOptions): Promise<Receipt> {
    return this.#deliver(await this.#preparation.complete(mail, options), options, undefined);
  }

  /** Connects and signs in, and sends nothing. */
  async verify(options?: SendOptions): Promise<void> {
    try {
      await this.#transport.verify(options);
    } catch (error) {
      throw this.#explained(error);
    }
  }

  async #deliver(mail: Mail, options: SendOptions, message: MailMessage | undefined): Promise<Receipt> {
    const told = this.#begin(mail);
    try {
      const receipt = await deliver(this.#transport, mail, options);
      told?.sent(receipt);
      return receipt;
    } catch (error) {
      const failure = this.#explained(error, message);
      told?.failed(failure);
      throw failure;
    }
  }

  #batchSteps(options: SendOptions): BatchSteps {
    const left = sharing(options);
    return {
      prepare: (message) => this.#preparation.prepare(message, left()),
      begin: (mail) => this.#begin(mail),
      deliver: (mails) => deliverAll(this.#transport, mails, left()),
      explain: (error, message) => this.#explained(error, message),
    };
  }

  #begin(mail: Mail): SendEvents | undefined {
    const { name, events } = this.#mailer;
    return both(sendEvents(name, mail, events), this.#telemetry.sending(mail));
  }

  #explained(error: unknown, message?: MailMessage): MailError {
    return explained(error, this.#mailer.server, message);
  }
}

/** The options at each moment from now on: one time limit holds for preparing and sending together. */
function sharing(options: SendOptions): () => SendOptions {
  const { timeout } = options;
  if (timeout === undefined) return () => options;
  const started = performance.now();
  return () => ({ ...options, timeout: timeLeft(timeout, started) });
}
