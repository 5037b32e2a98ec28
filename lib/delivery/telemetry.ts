import type { Mail, TraceCarrier } from '../message/mail.js';
import type { ConnectionUse } from '../transport/mail-transport.js';
import type { QueueHealth } from './queue/mail-queue.js';
import type { SendEvents } from './send-events.js';

/** One call of a mailer, or one attempt of its queue. */
export interface MailOperation {
  readonly name: 'send' | 'enqueue';
  /** How many messages it takes, where it takes many. */
  readonly batch?: number;
  /** For a queued mail what it carries, which may be nothing: it is sent in the async context of somebody else. */
  readonly origin?: TraceCarrier;
}

/** What telemetry knows of a mailer. */
export interface ObservedMailer {
  /** Name of the mailer. */
  readonly name: string;
  /** Missing for a transport of the user's own and for several servers, of which each connection names its own. */
  readonly server?: { readonly host: string; readonly port: number } | undefined;
  /** @returns `undefined` while nothing was queued by this process or is worked on by it */
  readonly queueHealth: () => Promise<QueueHealth> | undefined;
  /** @returns `undefined` for a transport that cannot tell */
  readonly connections: () => ConnectionUse | undefined;
}

/** Watches one mailer. It never throws, and nothing of it is left after `close`. */
export interface MailTelemetry {
  /** Does what one call asks for, in an async context of its own. */
  run<T>(operation: MailOperation, work: () => Promise<T>): Promise<T>;
  /** A mail is handed to the transport, within `run`. */
  sending(mail: Mail): SendEvents | undefined;
  /** The mail as it is queued, within `run`: with what leads back to there. */
  queued(mail: Mail): Mail;
  close(): void;
}

/** Begins to watch a mailer; what `MailModule.forRoot({ telemetry })` takes. */
export type TelemetryFactory = (mailer: ObservedMailer) => MailTelemetry;

/** For mailers that nobody watches. */
export const NO_TELEMETRY: MailTelemetry = {
  run: (_operation, work) => work(),
  sending: () => undefined,
  queued: (mail) => mail,
  close: () => undefined,
};
