import { type Attributes, type BatchObservableCallback, metrics, ValueType } from '@opentelemetry/api';
import type { ObservedMailer } from '../../index.js';

/** As the semantic conventions for messaging have them, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** What is measured of one mailer. */
export class Instruments {
  readonly #common: Attributes;
  readonly #stops: (() => void)[] = [];
  // Not before there is a mailer: a provider that is registered later would not be used.
  readonly #meter = metrics.getMeter('nestjs-spring-mail');
  readonly #duration = this.#meter.createHistogram('messaging.client.operation.duration', {
    unit: 's',
    description: 'How long a call to send or enqueue, or an attempt of the queue, took.',
    advice: { explicitBucketBoundaries: BUCKETS },
  });
  readonly #messages = this.#meter.createCounter('messaging.client.sent.messages', {
    unit: '{message}',
    description: 'Mails that were handed to the transport and have an outcome.',
    valueType: ValueType.INT,
  });

  /** @param common attributes of everything that is measured */
  constructor(mailer: ObservedMailer, common: Attributes) {
    this.#common = common;
    this.#observeQueue(mailer);
    this.#observeConnections(mailer);
  }

  took(milliseconds: number, attributes: Attributes): void {
    this.#duration.record(milliseconds / 1000, { ...this.#common, ...attributes });
  }

  count(attributes: Attributes): void {
    this.#messages.add(1, { ...this.#common, 'messaging.operation.name': 'send', ...attributes });
  }

  /** Asks nothing of the mailer any more. */
  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** Gauges, since every process of one queue tells the same: they must not be added up. */
  #observeQueue({ queueHealth }: ObservedMailer): void {
    const options = { unit: '{message}', valueType: ValueType.INT };
    const waiting = this.#meter.createObservableGauge('messaging.email.queue.waiting', {
      ...options,
      description: 'Queued mails that wait; in a store outside of this process, jobs.',
    });
    const dead = this.#meter.createObservableGauge('messaging.email.queue.dead_letters', {
      ...options,
      description: 'Queued mails that were given up.',
    });
    const observe: BatchObservableCallback = async (result) => {
      const health = await queueHealth();
      // Not known, while the store is away.
      if (health === undefined || Number.isNaN(health.waiting)) return;
      result.observe(waiting, health.waiting, this.#common);
      result.observe(dead, health.deadLetters, this.#common);
    };
    this.#meter.addBatchObservableCallback(observe, [waiting, dead]);
    this.#stops.push(() => this.#meter.removeBatchObservableCallback(observe, [waiting, dead]));
  }

  #observeConnections({ connections }: ObservedMailer): void {
    const count = this.#meter.createObservableUpDownCounter('messaging.email.connection.count', {
      unit: '{connection}',
      description: 'Connections to the mail server that are up.',
      valueType: ValueType.INT,
    });
    const observe: BatchObservableCallback = (result) => {
      for (const [state, value] of Object.entries(connections() ?? {}))
        result.observe(count, value, { ...this.#common, 'messaging.email.connection.state': state });
    };
    this.#meter.addBatchObservableCallback(observe, [count]);
    this.#stops.push(() => this.#meter.removeBatchObservableCallback(observe, [count]));
  }
}
