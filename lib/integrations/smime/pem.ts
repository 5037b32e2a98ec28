import { X509Certificate } from 'node:crypto';
import { optionFault } from '../../index.js';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu;

/**
 * The certificates in a PEM text, at least one.
 * @throws MailConfigError that names the option
 */
export function certificatesOf(pem: string, option: string): [X509Certificate, ...X509Certificate[]] {
  try {
    const [first, ...others] = (pem.match(CERTIFICATE) ?? []).map((one) => new X509Certificate(one));
    if (first !== undefined) return [first, ...others];
  } catch (cause) {
    throw optionFault(option, 'holds a certificate that cannot be read', 'Give it as PEM text.', cause);
  }
  throw optionFault(option, 'holds no certificate', 'Give PEM text with -----BEGIN CERTIFICATE-----.');
}
