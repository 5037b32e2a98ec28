import { tracingChannel, type TracingChannel } from 'node:diagnostics_channel';
import type { SmtpResult } from './smtp-mail.js';

/** A mail server, as the settings name it. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** A connection is made: from the name of the server to its answer to EHLO, TLS included. */
export interface ConnectTrace {
  readonly server: ServerAddress;
  /** Set once it is made. */
  result?: { readonly encrypted: boolean };
  error?: unknown;
}

/** Somebody signs in; secrets that a server quotes are taken out of `error`. */
export interface AuthenticateTrace {
  readonly server: ServerAddress;
  readonly mechanism: string;
  error?: unknown;
}

/** One mail on one connection, from its first command to the reply to its content. */
export interface TransmitTrace {
  /** Missing where the connection was not made from settings. */
  readonly server?: ServerAddress | undefined;
  readonly messageId?: string | undefined;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  result?: Pick<SmtpResult, 'reply' | 'accepted' | 'refused'>;
  error?: unknown;
}

/**
 * What happens on the wire, for programs that watch from outside:
 * `diagnostics_channel.tracingChannel('nestjs-spring-mail:connect').subscribe({ … })`.
 */
export const WIRE_CHANNELS = {
  connect: tracingChannel<ConnectTrace, ConnectTrace>('nestjs-spring-mail:connect'),
  authenticate: tracingChannel<AuthenticateTrace, AuthenticateTrace>('nestjs-spring-mail:authenticate'),
  transmit: tracingChannel<TransmitTrace, TransmitTrace>('nestjs-spring-mail:transmit'),
} as const;

/** Work of which a channel tells, as `tracePromise` would; its result is for the one who tells to choose. */
export class Told<Trace extends { result?: unknown; error?: unknown }> {
  readonly #channel: TracingChannel<Trace, Trace>;
  readonly #trace: Trace;

  constructor(channel: TracingChannel<Trace, Trace>, trace: Trace) {
    this.#channel = channel;
    this.#trace = trace;
    channel.start.publish(trace);
    channel.end.publish(trace);
  }

  done(result?: Trace['result']): void {
    if (result !== undefined) this.#trace.result = result;
    this.#end();
  }

  failed(error: unknown): void {
    this.#trace.error = error;
    this.#channel.error.publish(this.#trace);
    this.#end();
  }

  #end(): void {
    this.#channel.asyncStart.publish(this.#trace);
    this.#channel.asyncEnd.publish(this.#trace);
  }
}

/**
 * Does work and tells of it, when somebody listens.
 * @param resultOf what is told of its result
 */
export async function telling<T, Trace extends { result?: unknown; error?: unknown }>(
  channel: TracingChannel<Trace, Trace>,
  trace: Trace,
  work: () => Promise<T>,
  resultOf?: (result: T) => Trace['result'],
): Promise<T> {
  if (!channel.hasSubscribers) return work();
  const told = new Told(channel, trace);
  try {
    const result = await work();
    told.done(resultOf?.(result));
    return result;
  } catch (error) {
    told.failed(error);
    throw error;
  }
}
