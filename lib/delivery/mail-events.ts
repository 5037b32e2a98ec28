import { channel } from 'node:diagnostics_channel';
import type { MailError } from '../errors/mail.error.js';
import type { Receipt } from '../errors/outcome.js';
import type { Mail } from '../message/mail.js';
import type { MailFeedback } from './feedback/mail-feedback.js';
import type { QueueEventMap } from './queue/queue-events.js';

/** What events say of a mail. Its subject and its content stay out of them. */
export interface MailSummary {
  /** Name of the mailer. */
  readonly mailer: string;
  readonly messageId: string;
  readonly envelope: Mail['envelope'];
}

/** What is told of every mail, by name. `mail` is the same object in all events of one send. */
export interface MailEventMap extends QueueEventMap {
  /** A mail is handed to the transport. */
  readonly sending: { readonly mail: MailSummary };
  readonly sent: { readonly mail: MailSummary; readonly receipt: Receipt };
  /** It is certainly not on its way. */
  readonly failed: { readonly mail: MailSummary; readonly error: MailError };
  /** It was handed over and no reply came. */
  readonly unknown: { readonly mail: MailSummary; readonly error: MailError };
  /** A provider tells what became of a mail that it had taken: it bounced, was complained about, or arrived. */
  readonly feedback: MailFeedback;
}

/** What `MailService.on` can be asked for. */
export type MailEventName = keyof MailEventMap;

/** Is called with each event of its name; what it throws is logged, and keeps no mail from being sent. */
export type MailEventListener<Name extends MailEventName> = (event: MailEventMap[Name]) => unknown;

type AnyListener = (event: MailEventMap[MailEventName]) => unknown;

/** What is told of every send; the rest is rare. */
const SEND_NAMES = ['sending', 'sent', 'failed', 'unknown'] as const satisfies readonly MailEventName[];

const NAMES = [
  ...SEND_NAMES,
  'queued',
  'retried',
  'dead',
  'undelivered',
  'held',
  'resumed',
  'drained',
  'warning',
  'feedback',
] as const satisfies readonly MailEventName[];

/** The same for programs that watch from outside: `diagnostics_channel.subscribe('nestjs-spring-mail:sent', …)`. */
const CHANNELS = new Map(NAMES.map((name) => [name, channel(`nestjs-spring-mail:${name}`)]));

/** Tells listeners what becomes of mails. What a listener throws never reaches the sender. */
export class MailEvents {
  readonly #listeners = new Map<MailEventName, Set<AnyListener>>();
  readonly #report: (error: unknown) => void;

  /** @param report takes what listeners throw */
  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** @returns a function that takes the listener off again */
  on<Name extends MailEventName>(name: Name, listener: MailEventListener<Name>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    const added: AnyListener = (event) => listener(event as MailEventMap[Name]);
    listeners.add(added);
    return () => void listeners.delete(added);
  }

  emit<Name extends MailEventName>(name: Name, event: MailEventMap[Name]): void {
    CHANNELS.get(name)?.publish(event);
    for (const listener of this.#listeners.get(name) ?? []) void this.#tell(listener, event);
  }

  /** Whether anybody wants to know of sends, so that nothing is made for nobody. */
  get hasListeners(): boolean {
    return SEND_NAMES.some(
      (name) => (this.#listeners.get(name)?.size ?? 0) > 0 || CHANNELS.get(name)?.hasSubscribers === true,
    );
  }

  async #tell(listener: AnyListener, event: MailEventMap[MailEventName]): Promise<void> {
    try {
      await listener(event);
    } catch (error) {
      this.#tellOf(error);
    }
  }

  /** A logger that throws may end the program, were it not for this. */
  #tellOf(error: unknown): void {
    try {
      this.#report(error);
    } catch {
      process.emitWarning('A listener to mail events failed, and so did the logger that was told.', {
        code: 'MAIL_EVENTS',
      });
    }
  }
}
