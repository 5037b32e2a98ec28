import type { MailerConfig } from '../config/mailer-config.js';
import { DEFAULT_MAILER } from '../config/sections.js';
import { type ConfigFault, MailConfigError } from '../errors/mail-config.error.js';
import type { Mailer } from './mailer.js';

/** The mailers of one module, by name. */
export class Mailers implements Iterable<Mailer> {
  readonly #byName: Map<string, Mailer>;
  readonly #build: (server: MailerConfig) => Mailer;

  constructor(mailers: Iterable<Mailer>, build: (server: MailerConfig) => Mailer) {
    this.#build = build;
    this.#byName = new Map([...mailers].map((mailer) => [mailer.name, mailer]));
  }

  /** @throws MailConfigError when no mailer has this name */
  get(name = DEFAULT_MAILER): Mailer {
    const mailer = this.#byName.get(name);
    if (mailer !== undefined) return mailer;
    throw new MailConfigError([missing(name, [...this.#byName.keys()])]);
  }

  /** Makes a mailer from its settings. @throws MailConfigError when the name is taken */
  add(server: MailerConfig): void {
    if (this.#byName.has(server.name)) throw new MailConfigError([taken(server.name)]);
    this.#byName.set(server.name, this.#build(server));
  }

  /**
   * Takes a mailer out; mails under way finish.
   * @returns how many mails were not delivered because of that
   */
  async remove(name: string): Promise<number> {
    const mailer = this.get(name);
    this.#byName.delete(name);
    return mailer.close();
  }

  [Symbol.iterator](): Iterator<Mailer> {
    return this.#byName.values();
  }

  /**
   * Closes all of them, also when one fails to close.
   * @returns how many mails were not delivered because of that
   */
  async close(): Promise<number> {
    const mailers = [...this.#byName.values()];
    // One that stands in for others is needed until their queues are empty.
    await Promise.allSettled(mailers.map((mailer) => mailer.closeQueue()));
    const closed = await Promise.allSettled(mailers.map((mailer) => mailer.close()));
    return closed.reduce((sum, result) => sum + (result.status === 'fulfilled' ? result.value : 0), 0);
  }
}

function missing(name: string, known: readonly string[]): ConfigFault {
  const others = known.length === 0 ? '' : `, or use one of: ${known.join(', ')}`;
  if (name === DEFAULT_MAILER)
    return { key: 'spring.mail.host', problem: 'is missing', advice: `Set it${others}.` };
  return { key: `nest.mail.mailers.${name}`, problem: 'is not configured', advice: `Configure it${others}.` };
}

function taken(name: string): ConfigFault {
  return {
    key: `nest.mail.mailers.${name}`,
    problem: 'is there already',
    advice: 'Remove that mailer first, or choose another name.',
  };
}
