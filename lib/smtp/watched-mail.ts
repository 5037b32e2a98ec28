import { AsyncResource } from 'node:async_hooks';
import type { SmtpMail, SmtpResult } from './smtp-mail.js';
import { type ServerAddress, Told, type TransmitTrace, WIRE_CHANNELS } from './wire-channels.js';

/**
 * Tells of a mail on the wire, in the async context in which it was sent: a connection works in the context of whoever
 * opened it, and its mails come from many.
 */
export class WatchedMail {
  readonly #sender = new AsyncResource('nestjs-spring-mail:mail');
  readonly #mail: SmtpMail;
  #told: Told<TransmitTrace> | undefined;

  constructor(mail: SmtpMail) {
    this.#mail = mail;
  }

  /** Does work that is for this mail. */
  run<T>(work: () => T): T {
    return this.#sender.runInAsyncScope(work);
  }

  /** It goes on the wire; once more, when its line died. */
  begin(server: ServerAddress | undefined): void {
    const { messageId, from, to } = this.#mail;
    this.run(() => {
      this.#told = new Told(WIRE_CHANNELS.transmit, { server, messageId, envelope: { from, to } });
    });
  }

  done({ reply, accepted, refused }: SmtpResult): void {
    this.#told?.done({ reply, accepted, refused });
    this.#told = undefined;
  }

  failed(error: unknown): void {
    this.#told?.failed(error);
    this.#told = undefined;
  }
}

/** @returns `undefined` when nobody listens, so that nothing is made for nobody */
export function watched(mail: SmtpMail): WatchedMail | undefined {
  return WIRE_CHANNELS.transmit.hasSubscribers ? new WatchedMail(mail) : undefined;
}
