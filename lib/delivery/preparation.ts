import { isMailError, type MailError } from '../errors/mail.error.js';
import { MailPreparationError } from '../errors/mail-preparation.error.js';
import type { Mail } from '../message/mail.js';
import type { MailMessage } from '../message/message.js';
import { type MessageDefaults, prepareMail } from '../message/prepare-mail.js';
import { SharedSignals } from '../smtp/shared-signals.js';
import { GivenUp } from '../transport/given-up.js';
import type { SendOptions } from '../transport/mail-transport.js';

/** Changes a message before it is checked: fills in a template, makes its text part. Throws to refuse it. */
export type MessageStep = (message: MailMessage) => MailMessage | Promise<MailMessage>;

/**
 * Changes a checked mail before it is sent: leaves out recipients, loads files. Throws to refuse it. `givenUp` makes the
 * signal of a send that is given up, or whose mailer closes, for a step that takes time.
 */
export type MailStep = (mail: Mail, givenUp?: () => AbortSignal) => Mail | Promise<Mail>;

/** For who prepares without sending. */
export const neverGivenUp = (): AbortSignal => new AbortController().signal;

/** What happens to the messages of a mailer, in order. */
export interface PreparationSteps {
  readonly beforeCheck?: readonly MessageStep[];
  readonly afterCheck?: readonly MailStep[];
}

/** The way of a message from the caller to the transport. It stays synchronous as long as its steps are. */
export class Preparation {
  readonly #defaults: MessageDefaults;
  readonly #steps: Required<PreparationSteps>;
  readonly #closing = new AbortController();
  readonly #signals = new SharedSignals();

  constructor(defaults: MessageDefaults, { beforeCheck = [], afterCheck = [] }: PreparationSteps = {}) {
    this.#defaults = defaults;
    this.#steps = { beforeCheck, afterCheck };
  }

  /**
   * @throws MailParseError that names the faulty field, or MailPreparationError whose cause is what a step threw; nothing
   * was sent then
   */
  prepare(message: MailMessage, options?: SendOptions): Mail | Promise<Mail> {
    return orRefused(() =>
      this.#until(options, (givenUp) => {
        const mail = this.#check(message);
        return mail instanceof Promise
          ? mail.then((late) => this.#complete(late, givenUp))
          : this.#complete(mail, givenUp);
      }),
    );
  }

  /** The first half: what a queue keeps. Throws as `prepare` does. */
  check(message: MailMessage): Mail | Promise<Mail> {
    return orRefused(() => this.#check(message));
  }

  /** The second half: what comes right before a queued mail is sent, in each attempt. Throws as `prepare` does. */
  complete(mail: Mail, options?: SendOptions): Mail | Promise<Mail> {
    return orRefused(() => this.#until(options, (givenUp) => this.#complete(mail, givenUp)));
  }

  /** Gives up what is being prepared. */
  close(): void {
    this.#closing.abort(new Error('The mailer was closed.'));
  }

  /** Nothing of what prepares a mail is alive after `close`, or once its send is given up. */
  #until(
    options: SendOptions | undefined,
    work: (givenUp: () => AbortSignal) => Mail | Promise<Mail>,
  ): Mail | Promise<Mail> {
    let made: GivenUp | undefined;
    const givenUp = (): GivenUp => (made ??= this.#newGivenUp(options));
    const mail = work(() => givenUp().signal);
    return mail instanceof Promise ? givenUp().orGivenUp(mail, notReady) : mail;
  }

  #newGivenUp({ signal, timeout }: SendOptions = {}): GivenUp {
    const signals = signal === undefined ? [this.#closing.signal] : [this.#closing.signal, signal];
    return new GivenUp({ signals, timeout }, this.#signals);
  }

  #check(message: MailMessage): Mail | Promise<Mail> {
    const written = through(message, this.#steps.beforeCheck, undefined);
    return written instanceof Promise
      ? written.then((late) => prepareMail(late, this.#defaults))
      : prepareMail(written, this.#defaults);
  }

  #complete(mail: Mail, givenUp: () => AbortSignal): Mail | Promise<Mail> {
    return through(mail, this.#steps.afterCheck, givenUp);
  }
}

function orRefused(prepare: () => Mail | Promise<Mail>): Mail | Promise<Mail> {
  try {
    const mail = prepare();
    return mail instanceof Promise ? mail.catch((error: unknown) => Promise.reject(refused(error))) : mail;
  } catch (error) {
    throw refused(error);
  }
}

/** What others throw stays whole as the cause: its text may hold what the message says. */
function refused(error: unknown): MailError {
  if (isMailError(error)) return error;
  return new MailPreparationError(
    'The message was not sent: what prepares it threw an error.',
    "See the cause of this error; the module's interceptors take part in preparing.",
    error,
  );
}

/** Nothing is known against the message: a queue tries it again. */
function notReady(cause: unknown): MailPreparationError {
  return new MailPreparationError(
    'The message was not sent: it was given up before it was ready.',
    'See the cause of this error; give it longer, or see what prepares it: templates, interceptors, files.',
    cause,
    { permanent: false },
  );
}

function through<T, C>(
  value: T,
  steps: readonly ((value: T, context: C) => T | Promise<T>)[],
  context: C,
): T | Promise<T> {
  let current = value;
  for (const [index, step] of steps.entries()) {
    const next = step(current, context);
    if (next instanceof Promise) return next.then((late) => through(late, steps.slice(index + 1), context));
    current = next;
  }
  return current;
}
