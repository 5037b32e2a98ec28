import { MailParseError } from '../errors/mail-parse.error.js';
import { type AddressInput, parseAddress } from './address.js';

/** Where the mail really goes and comes from, apart from what its headers say (RFC 5321 section 2.3.1). */
export interface EnvelopeOptions {
  /** Address for bounces, or `''` for none, as for automatic answers (RFC 3834). Default: `mail.smtp.from`, else the author's. */
  readonly from?: AddressInput;
  /** Who gets it instead of to, cc and bcc. */
  readonly to?: AddressInput | readonly AddressInput[];
}

/** The `envelope` of a message, where it has one. */
export interface EnvelopeFields {
  readonly from: string | undefined;
  readonly to: unknown;
}

/** @throws MailParseError that names the faulty field */
export function parseEnvelope(value: unknown): EnvelopeFields {
  if (value === undefined) return { from: undefined, to: undefined };
  if (typeof value !== 'object' || value === null) {
    throw new MailParseError('envelope', 'is not an object', 'Write { from, to }.');
  }
  const { from, to, ...others }: Readonly<Record<string, unknown>> = { ...value };
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw new MailParseError(`envelope.${other}`, 'is not a field of an envelope', 'Write from and to.');
  }
  return { from: bounceAddress(from), to };
}

function bounceAddress(from: unknown): string | undefined {
  return from === undefined || from === '' ? from : parseAddress(from, 'envelope.from').address;
}
