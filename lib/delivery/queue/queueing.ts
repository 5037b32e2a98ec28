import type { QueueConfig } from '../../config/queue-config.js';
import type { Mail } from '../../message/mail.js';
import type { MailMessage } from '../../message/message.js';
import type { MailEvents } from '../mail-events.js';
import type { MailTelemetry } from '../telemetry.js';
import { checkCanWait, sizeOf } from './can-wait.js';
import { type EnqueueAllOptions, enqueueEach, type EnqueueResult } from './enqueue-each.js';
import { checkEnqueueOptions, type EnqueueOptions } from './enqueue-options.js';
import type { JobReceipt, MailQueue, QueueContext, QueueFactory, QueueHealth } from './mail-queue.js';

/** What queueing needs of its mailer. */
export interface QueueingSteps extends Pick<QueueContext, 'send' | 'verify'> {
  /** Name of the mailer. */
  readonly name: string;
  readonly config: QueueConfig;
  readonly factory: QueueFactory;
  /** The first half of preparing: what a queue keeps. */
  readonly check: (message: MailMessage) => Mail | Promise<Mail>;
  readonly events: MailEvents | undefined;
  readonly telemetry: MailTelemetry;
}

/** The queued mails of one mailer, on their way into the queue and out of it. The queue is made when it is first needed. */
export class Queueing {
  readonly #steps: QueueingSteps;
  #queue: MailQueue | undefined;
  #closed: Promise<number> | undefined;

  constructor(steps: QueueingSteps) {
    this.#steps = steps;
  }

  get queue(): MailQueue {
    this.#queue ??= this.#newQueue();
    return this.#queue;
  }

  /** @returns `undefined` while there is no queue */
  health(): Promise<QueueHealth> | undefined {
    return this.#queue?.health();
  }

  async enqueue(message: MailMessage, options: EnqueueOptions): Promise<JobReceipt> {
    const checked = checkEnqueueOptions(options);
    const { telemetry } = this.#steps;
    return telemetry.run({ name: 'enqueue' }, async () => {
      const mail = await this.#prepare(message);
      const { idempotencyKey = mail.idempotencyKey } = checked;
      return this.queue.add(telemetry.queued(mail), { ...checked, idempotencyKey });
    });
  }

  enqueueAll(
    messages: Iterable<MailMessage> | AsyncIterable<MailMessage>,
    { idempotencyKey: keyOf, ...options }: EnqueueAllOptions,
  ): AsyncGenerator<EnqueueResult, void, undefined> {
    checkEnqueueOptions(options);
    const { telemetry } = this.#steps;
    return enqueueEach(messages, {
      prepare: (message) => this.#prepare(message),
      addAll: async (mails) =>
        telemetry.run({ name: 'enqueue', batch: mails.length }, () =>
          this.queue.addAll(
            mails.map((mail) => telemetry.queued(mail)),
            checkEnqueueOptions(options),
          ),
        ),
      add: async (mail, idempotencyKey) =>
        telemetry.run({ name: 'enqueue' }, () =>
          this.queue.add(telemetry.queued(mail), checkEnqueueOptions({ ...options, idempotencyKey })),
        ),
      keyOf: (message) => keyOf?.(message) ?? message.idempotencyKey,
      sizeOf,
    });
  }

  /** @returns how many mails were lost with this process */
  close(): Promise<number> {
    this.#closed ??= this.#queue?.close() ?? Promise.resolve(0);
    return this.#closed;
  }

  async #prepare(message: MailMessage): Promise<Mail> {
    const mail = await this.#steps.check(message);
    checkCanWait(mail, this.#steps.config.maxSize);
    return mail;
  }

  /** One that is first asked for after the end takes nothing, as nobody would send it. */
  #newQueue(): MailQueue {
    const queue = this.#made();
    if (this.#closed !== undefined) queue.close().catch(() => undefined);
    return queue;
  }

  #made(): MailQueue {
    const { name, config, factory, send, verify, events, telemetry } = this.#steps;
    return factory({
      name,
      config,
      send: (mail, options) =>
        telemetry.run({ name: 'send', origin: mail.trace ?? {} }, () => send(mail, options)),
      verify,
      tell: (event, details) => events?.emit(event, details),
    });
  }
}
