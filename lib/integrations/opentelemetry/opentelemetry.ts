import type { TelemetryFactory } from '../../index.js';
import { WatchedMailer } from './watched-mailer.js';
import { WireSpans } from './wire-spans.js';

/** What spans may say. */
export interface OpenTelemetryOptions {
  /**
   * Lets spans hold the addresses of the envelope, and the texts of errors, in which servers quote addresses. Subjects and
   * bodies are never in them. Default `false`.
   */
  readonly addresses?: boolean;
}

/**
 * Traces and measures every mail by OpenTelemetry, through the providers that the application has registered.
 * @example MailModule.forRoot({ telemetry: openTelemetry() })
 */
export function openTelemetry({ addresses = false }: OpenTelemetryOptions = {}): TelemetryFactory {
  const wire = new WireSpans({ addresses });
  return (mailer) => new WatchedMailer(mailer, wire, { addresses });
}
