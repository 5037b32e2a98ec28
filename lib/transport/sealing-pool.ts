import type { MailSeal, SealContext } from '../message/seal/mail-seal.js';
import { Changes } from '../smtp/changes.js';
import type { SmtpPool } from '../smtp/pool.js';
import { SharedSignals } from '../smtp/shared-signals.js';
import { SmtpSendError, toError } from '../smtp/smtp-errors.js';
import type { SmtpMail, SmtpResult } from '../smtp/smtp-mail.js';
import { timeLeft } from './deadline.js';
import { GivenUp } from './given-up.js';
import { sealedMail } from './sealed-mail.js';

/** How a mail is sealed. */
export interface SealTask {
  readonly seal: MailSeal;
  readonly context: SealContext;
}

/** Mails that are sealed at a time before `whenRoom` asks for patience: enough for every thread that signs. */
const MOST_SEALED = 16;

/** A pool whose mails are sealed before they wait for a connection. */
export class SealingPool {
  readonly #pool: SmtpPool;
  readonly #inOrder: boolean;
  readonly #changes = new Changes();
  #sealing = 0;
  #previous: Promise<unknown> = Promise.resolve();
  readonly #signals = new SharedSignals();

  /** `inOrder`: a mail that takes longer to seal is not overtaken. */
  constructor(pool: SmtpPool, { inOrder }: { inOrder: boolean }) {
    this.#pool = pool;
    this.#inOrder = inOrder;
  }

  send(mail: SmtpMail, task?: SealTask): Promise<SmtpResult> {
    const isNext = !this.#inOrder || this.#sealing === 0;
    return task === undefined && isNext ? this.#pool.send(mail) : this.#sealAndSend(mail, task);
  }

  async whenRoom(): Promise<void> {
    if (this.#sealing >= MOST_SEALED) await this.#changes.until(() => this.#sealing < MOST_SEALED);
    await this.#pool.whenRoom();
  }

  get connections(): SmtpPool['connections'] {
    return this.#pool.connections;
  }

  async verify(signal?: AbortSignal): Promise<void> {
    await this.#pool.verify(signal);
  }

  /**
   * Gives the mails it has `timeoutMs` to be sealed and sent.
   * @returns how many were not delivered because of that
   */
  async close({ timeoutMs }: { timeoutMs: number }): Promise<number> {
    const started = performance.now();
    await this.#changes.until(() => this.#sealing === 0, timeoutMs);
    const left = Math.max(0, timeoutMs - (performance.now() - started));
    const unsealed = this.#sealing;
    return unsealed + (await this.#pool.close({ timeoutMs: left })).length;
  }

  async #sealAndSend(mail: SmtpMail, task: SealTask | undefined): Promise<SmtpResult> {
    this.#sealing += 1;
    // In an object, so that the next mail waits for this one to be handed over and not for its outcome.
    const handedOver = this.#inTurn(this.#sealed(mail, task))
      .then((ready) => ({ result: this.#pool.send(ready) }))
      .finally(() => {
        this.#sealing -= 1;
        this.#changes.notify();
      });
    if (this.#inOrder) this.#previous = handedOver.catch(() => undefined);
    return (await handedOver).result;
  }

  /** The limits of a mail hold for its seal, too. */
  async #sealed(mail: SmtpMail, task: SealTask | undefined): Promise<SmtpMail> {
    if (task === undefined) return mail;
    const { signal, timeout } = mail;
    const started = performance.now();
    const givenUp = new GivenUp({ signals: signal === undefined ? [] : [signal], timeout }, this.#signals);
    const sealed = await givenUp.orGivenUp(sealedMail(mail, task.seal, task.context), notSealed);
    return timeout === undefined ? sealed : { ...sealed, timeout: timeLeft(timeout, started) };
  }

  #inTurn(sealed: Promise<SmtpMail>): Promise<SmtpMail> {
    if (!this.#inOrder) return sealed;
    // Looked at when it is its turn.
    sealed.catch(() => undefined);
    return this.#previous.then(() => sealed);
  }
}

function notSealed(reason: unknown): SmtpSendError {
  const cause = toError(reason);
  const details = { outcome: 'refused', stage: 'prepare', permanent: false, cause } as const;
  return new SmtpSendError(`The mail was not sent. ${cause.message}`, details);
}
