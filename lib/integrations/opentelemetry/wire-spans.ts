import { tracingChannel } from 'node:diagnostics_channel';
import { type Attributes, context, type Span, SpanKind, trace } from '@opentelemetry/api';
import type { AuthenticateTrace, ConnectTrace, TransmitTrace } from '../../index.js';
import { markFailed, wireFailureAttributes } from './error-attributes.js';
import { operationOf } from './operation.js';
import { envelopeAttributes, serverAttributes } from './span-attributes.js';

type WireTrace = ConnectTrace | AuthenticateTrace | TransmitTrace;

/** Spans of what happens on the wire, below those of the mailers that listen. */
export class WireSpans {
  readonly #spans = new WeakMap<object, Span>();
  readonly #addresses: boolean;
  readonly #tracer = trace.getTracer('nestjs-spring-mail');
  #listeners = 0;
  #stops: (() => void)[] = [];

  constructor({ addresses }: { readonly addresses: boolean }) {
    this.#addresses = addresses;
  }

  /**
   * Listens as long as somebody wants it: once, for any number of mailers.
   * @returns a function that ends it
   */
  listen(): () => void {
    if (this.#listeners === 0) this.#stops = this.#subscribe();
    this.#listeners += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#listeners -= 1;
      if (this.#listeners === 0) for (const stop of this.#stops.splice(0)) stop();
    };
  }

  #subscribe(): (() => void)[] {
    return [
      this.#spansOf<ConnectTrace>(
        'connect',
        () => ({ 'network.protocol.name': 'smtp' }),
        ({ encrypted }) => ({ 'tls.established': encrypted }),
      ),
      this.#spansOf<AuthenticateTrace>('authenticate', ({ mechanism }) => ({
        'messaging.email.authentication.mechanism': mechanism,
      })),
      this.#spansOf<TransmitTrace>(
        'transmit',
        ({ messageId, envelope }) => ({
          'messaging.system': 'email',
          ...(messageId !== undefined && { 'messaging.message.id': messageId }),
          ...envelopeAttributes(envelope, this.#addresses),
        }),
        ({ reply, refused }) => ({
          'messaging.email.outcome': 'delivered',
          'messaging.email.reply.code': reply.code,
          'messaging.email.recipient.refused': refused.length,
        }),
      ),
    ];
  }

  #spansOf<Trace extends WireTrace & { result?: unknown }>(
    name: string,
    about: (trace: Trace) => Attributes,
    resultOf?: (result: NonNullable<Trace['result']>) => Attributes,
  ): () => void {
    const channel = tracingChannel<Trace, Trace>(`nestjs-spring-mail:${name}`);
    const listeners = {
      start: (told: Trace): void => this.#begin(name, told, about(told)),
      asyncEnd: (told: Trace): void =>
        this.#end(told, told.result == null ? {} : (resultOf?.(told.result) ?? {})),
      end: ignored,
      asyncStart: ignored,
      error: ignored,
    };
    channel.subscribe(listeners);
    return () => {
      channel.unsubscribe(listeners);
    };
  }

  #begin(name: string, told: WireTrace, attributes: Attributes): void {
    if (operationOf(this) === undefined) return;
    const options = {
      kind: SpanKind.INTERNAL,
      attributes: { ...serverAttributes(told.server), ...attributes },
    };
    this.#spans.set(told, this.#tracer.startSpan(name, options, context.active()));
  }

  #end(told: WireTrace, attributes: Attributes): void {
    const span = this.#spans.get(told);
    if (span === undefined) return;
    this.#spans.delete(told);
    span.setAttributes(attributes);
    if (told.error !== undefined) {
      span.setAttributes(wireFailureAttributes(told.error));
      markFailed(span, told.error, { addresses: this.#addresses });
    }
    span.end();
  }
}

function ignored(): void {
  // A tracing channel wants a listener for each of its five moments.
}
