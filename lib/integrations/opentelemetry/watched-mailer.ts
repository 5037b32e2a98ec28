import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api';
import {
  type Mail,
  type MailError,
  type MailOperation,
  MailPreparationError,
  MailSendError,
  type MailTelemetry,
  type ObservedMailer,
  type Receipt,
  type SendEvents,
  type TraceCarrier,
} from '../../index.js';
import { errorType, markFailed } from './error-attributes.js';
import { Instruments } from './instruments.js';
import { operationOf, withOperation } from './operation.js';
import { envelopeAttributes, serverAttributes } from './span-attributes.js';
import type { WireSpans } from './wire-spans.js';

/** By the semantic conventions: what is queued here is created for a `send` that comes later. */
const OPERATIONS = {
  send: { kind: SpanKind.CLIENT, type: 'send' },
  enqueue: { kind: SpanKind.PRODUCER, type: 'create' },
} as const;

/** What a store gave back may be anything. */
const TEXTS: TextMapGetter<TraceCarrier> = {
  keys: (carrier) => Object.keys(carrier),
  get: (carrier, key) => {
    const value: unknown = carrier[key];
    return typeof value === 'string' ? value : undefined;
  },
};

/** Traces and measures one mailer. */
export class WatchedMailer implements MailTelemetry {
  readonly #tracer = trace.getTracer('nestjs-spring-mail');
  readonly #wire: WireSpans;
  readonly #addresses: boolean;
  readonly #common: Attributes;
  readonly #instruments: Instruments;
  readonly #stopWire: () => void;

  constructor(mailer: ObservedMailer, wire: WireSpans, { addresses }: { readonly addresses: boolean }) {
    this.#wire = wire;
    this.#addresses = addresses;
    this.#common = {
      'messaging.system': 'email',
      'messaging.destination.name': mailer.name,
      ...serverAttributes(mailer.server),
    };
    this.#instruments = new Instruments(mailer, this.#common);
    this.#stopWire = wire.listen();
  }

  run<T>({ name, batch, origin }: MailOperation, work: () => Promise<T>): Promise<T> {
    const { kind, type } = OPERATIONS[name];
    const about = { 'messaging.operation.name': name, 'messaging.operation.type': type };
    // The context that is active when a queued mail is sent belongs to whatever set the queue going.
    const parent = origin === undefined ? context.active() : propagation.extract(ROOT_CONTEXT, origin, TEXTS);
    const attributes = {
      ...this.#common,
      ...about,
      ...(batch !== undefined && { 'messaging.batch.message_count': batch }),
    };
    const span = this.#tracer.startSpan(name, { kind, attributes }, parent);
    const operation = { owner: this.#wire, span, isBatch: batch !== undefined };
    const inside = withOperation(trace.setSpan(parent, span), operation);
    return context.with(inside, () => this.#timed(span, about, work));
  }

  sending(mail: Mail): SendEvents {
    const span = this.#spanOfOne();
    span?.setAttributes(this.#aboutMail(mail));
    return {
      sent: (receipt) => this.#sent(span, receipt),
      failed: (error) => this.#failed(span, error),
    };
  }

  queued(mail: Mail): Mail {
    this.#spanOfOne()?.setAttributes(this.#aboutMail(mail));
    const carrier: Record<string, string> = {};
    propagation.inject(context.active(), carrier);
    return Object.keys(carrier).length === 0 ? mail : { ...mail, trace: carrier };
  }

  close(): void {
    this.#stopWire();
    this.#instruments.close();
  }

  async #timed<T>(span: Span, about: Attributes, work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    let failure: Attributes = {};
    try {
      return await work();
    } catch (error) {
      markFailed(span, error, { addresses: this.#addresses });
      failure = { 'error.type': errorType(error) };
      throw error;
    } finally {
      span.end();
      this.#instruments.took(performance.now() - begun, { ...about, ...failure });
    }
  }

  /** The span that may speak of a single mail. */
  #spanOfOne(): Span | undefined {
    const operation = operationOf(this.#wire);
    return operation?.isBatch === false ? operation.span : undefined;
  }

  #aboutMail({ messageId, envelope }: Mail): Attributes {
    return { 'messaging.message.id': messageId, ...envelopeAttributes(envelope, this.#addresses) };
  }

  #sent(span: Span | undefined, { accepted, refused }: Receipt): void {
    // Left out for everybody: no server saw it.
    if (accepted.length === 0) return;
    const outcome = { 'messaging.email.outcome': 'delivered' };
    span?.setAttributes({ ...outcome, 'messaging.email.recipient.refused': refused.length });
    this.#instruments.count(outcome);
  }

  #failed(span: Span | undefined, error: MailError): void {
    const outcome = outcomeOf(error);
    span?.setAttributes(outcome);
    this.#instruments.count({ ...outcome, 'error.type': errorType(error) });
  }
}

function outcomeOf(error: MailError): Attributes {
  const outcome = error instanceof MailSendError ? error.outcome : 'refused';
  const permanent = permanence(error);
  return {
    'messaging.email.outcome': outcome,
    ...(outcome === 'refused' &&
      permanent !== undefined && { 'messaging.email.refusal': permanent ? 'permanent' : 'transient' }),
  };
}

/** `undefined` where the mail itself was not looked at. */
function permanence(error: MailError): boolean | undefined {
  const isAboutMail = error instanceof MailSendError || error instanceof MailPreparationError;
  return isAboutMail ? error.permanent : undefined;
}
