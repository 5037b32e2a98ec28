import { DEFAULT_MAILER } from '../config/sections.js';
import { MailConfigError } from '../errors/mail-config.error.js';
import type { Mailer } from './mailer.js';

/** The mailers of one module, by name. */
export class Mailers implements Iterable<Mailer> {
  readonly #byName: Map<string, Mailer>;

  constructor(mailers: Iterable<Mailer>) {
    this.#byName = new Map([...mailers].map((mailer) => [mailer.name, mailer]));
  }

  /** @throws MailConfigError when no mailer has this name */
  get(name = DEFAULT_MAILER): Mailer {
    const mailer = this.#byName.get(name);
    if (mailer !== undefined) return mailer;
    throw new MailConfigError([missing(name, [...this.#byName.keys()])]);
  }

  [Symbol.iterator](): Iterator<Mailer> {
    return this.#byName.values();
  }

  /**
   * Closes all of them, also when one fails to close.
   * @returns how many mails were not delivered because of that
   */
  async close(): Promise<number> {
    const closed = await Promise.allSettled(Array.from(this.#byName.values(), (mailer) => mailer.close()));
    return closed.reduce((sum, result) => sum + (result.status === 'fulfilled' ? result.value : 0), 0);
  }
}

function missing(name: string, known: readonly string[]): { key: string; problem: string; advice: string } {
  if (name === DEFAULT_MAILER) {
    return {
      key: 'spring.mail.host',
      problem: 'is missing',
      advice: `Set it, or use one of the named mailers: ${known.join(', ')}.`,
    };
  }
  return {
    key: `nest.mail.mailers.${name}`,
    problem: 'is not configured',
    advice: `Configure it, or use one of: ${known.join(', ')}.`,
  };
}
