import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MailConfigError } from '../../index.js';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu;

/**
 * The PEM text that is meant: that text itself, or what is in the file of this name.
 * @throws MailConfigError that names the option
 */
export function pemText(value: string, option: string): string {
  if (value.includes('-----BEGIN')) return value;
  try {
    return readFileSync(value, 'latin1');
  } catch (cause) {
    throw faulty(option, 'is neither PEM text nor a file that can be read', 'Check the path.', cause);
  }
}

/**
 * The certificates in a PEM text, at least one.
 * @throws MailConfigError that names the option
 */
export function certificatesOf(pem: string, option: string): [X509Certificate, ...X509Certificate[]] {
  try {
    const [first, ...others] = (pem.match(CERTIFICATE) ?? []).map((one) => new X509Certificate(one));
    if (first !== undefined) return [first, ...others];
  } catch (cause) {
    throw faulty(option, 'holds a certificate that cannot be read', 'Give it as PEM text.', cause);
  }
  throw faulty(option, 'holds no certificate', 'Give PEM text with -----BEGIN CERTIFICATE-----.');
}

/** A fault of an option. */
export function faulty(key: string, problem: string, advice: string, cause?: unknown): MailConfigError {
  return new MailConfigError([{ key, problem, advice }], cause);
}
