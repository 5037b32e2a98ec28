import { type Attributes, context, metrics, propagation, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  type ReadableSpan,
  type Span,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** A span that ended and those below it, in the order in which they began. */
export interface SpanTree {
  readonly name: string;
  readonly children?: readonly SpanTree[];
}

/** One point of a metric. */
export interface Point {
  readonly attributes: Attributes;
  readonly value: unknown;
}

/** A whole OpenTelemetry SDK, as an application registers it, that keeps everything in memory. */
export interface Telemetry {
  readonly spans: readonly ReadableSpan[];
  /** The only span of this name. */
  span(name: string): ReadableSpan;
  trees(): SpanTree[];
  /** Names and units of the metrics. */
  metrics(): Promise<ReadonlyMap<string, string>>;
  /** What a metric says now. */
  points(metric: string): Promise<Point[]>;
  /** Everything that was exported, as text. */
  everything(): Promise<string>;
  /** Unregisters it. */
  stop(): Promise<void>;
}

class Reader extends MetricReader {
  protected override async onShutdown(): Promise<void> {
    // Nothing is held.
  }

  protected override async onForceFlush(): Promise<void> {
    // Nothing waits.
  }
}

/** Keeps spans in the order in which they began, which their clocks are too coarse for. */
class Spans implements SpanProcessor {
  readonly #begun: Span[] = [];

  get ended(): readonly ReadableSpan[] {
    return this.#begun.filter(({ ended }) => ended);
  }

  onStart(span: Span): void {
    this.#begun.push(span);
  }

  onEnd(): void {
    // It says so itself.
  }

  async forceFlush(): Promise<void> {
    // Nothing waits.
  }

  async shutdown(): Promise<void> {
    // Nothing is held.
  }
}

export function startTelemetry(): Telemetry {
  const spans = new Spans();
  const tracers = new BasicTracerProvider({ spanProcessors: [spans] });
  const reader = new Reader();
  const meters = new MeterProvider({ readers: [reader] });
  trace.setGlobalTracerProvider(tracers);
  metrics.setGlobalMeterProvider(meters);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const collected = async () => (await reader.collect()).resourceMetrics.scopeMetrics;
  return {
    get spans() {
      return spans.ended;
    },
    span: (name) => {
      const [one, ...others] = spans.ended.filter((span) => span.name === name);
      if (one === undefined || others.length > 0)
        throw new Error(`There are ${others.length + (one ? 1 : 0)} spans ${name}.`);
      return one;
    },
    trees: () => treesOf(spans.ended),
    metrics: async () =>
      new Map(
        (await collected())
          .flatMap((scope) => scope.metrics)
          .map(({ descriptor: { name, unit } }) => [name, unit]),
      ),
    points: async (metric) =>
      (await collected())
        .flatMap((scope) => scope.metrics)
        .filter(({ descriptor }) => descriptor.name === metric)
        .flatMap(({ dataPoints }) => dataPoints.map(({ attributes, value }) => ({ attributes, value }))),
    everything: async () =>
      JSON.stringify([
        spans.ended.map(({ name, attributes, events, status, links }) => [
          name,
          attributes,
          events,
          status,
          links,
        ]),
        (await collected()).map((scope) => scope.metrics),
      ]),
    stop: async () => {
      trace.disable();
      metrics.disable();
      context.disable();
      propagation.disable();
      await tracers.shutdown();
      await meters.shutdown();
    },
  };
}

/** `CLIENT`, say. */
export function kindOf({ kind }: ReadableSpan): string | undefined {
  return SpanKind[kind];
}

function treesOf(spans: readonly ReadableSpan[], parent?: string): SpanTree[] {
  const ids = new Set(spans.map((span) => span.spanContext().spanId));
  return spans
    .filter(({ parentSpanContext: { spanId } = { spanId: '' } }) =>
      parent === undefined ? !ids.has(spanId) : spanId === parent,
    )
    .map((span) => {
      const children = treesOf(spans, span.spanContext().spanId);
      return { name: span.name, ...(children.length > 0 && { children }) };
    });
}
