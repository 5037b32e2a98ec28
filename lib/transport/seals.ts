import type { DkimKey } from '../message/dkim/dkim-key.js';
import { DkimSeal } from '../message/dkim/dkim-seal.js';
import type { MailSeal } from '../message/seal/mail-seal.js';

/** What happens to the composed mails of a mailer. */
export interface SealConfig {
  /** For every message that has no seal of its own. */
  readonly seal?: MailSeal;
  /** Keys of DKIM, which signs what the other seal made. */
  readonly dkim?: readonly DkimKey[];
}

/** The seals of one mailer. */
export class Seals {
  readonly #dkim: MailSeal | undefined;
  readonly #usual: MailSeal | undefined;

  constructor({ seal, dkim = [] }: SealConfig) {
    this.#dkim = dkim.length > 0 ? new DkimSeal(dkim) : undefined;
    this.#usual = both(seal, this.#dkim);
  }

  /** The seal of a message; `own` is what it asks for instead of the mailer's, `false` for none. */
  for(own: MailSeal | false | undefined): MailSeal | undefined {
    if (own === undefined) return this.#usual;
    if (own === false) return this.#dkim;
    return both(own, own.comesFirst === true ? this.#usual : this.#dkim);
  }
}

function both(first: MailSeal | undefined, second: MailSeal | undefined): MailSeal | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return { seal: async (content, context) => second.seal(await first.seal(content, context), context) };
}
