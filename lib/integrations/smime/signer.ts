import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { keyText, MailPreparationError, optionFault } from '../../index.js';
import { certificatesOf } from './pem.js';

/** Who signs. */
export interface SmimeSigner {
  /** PEM text or a file: the certificate, and behind it those between it and an authority that people trust. */
  readonly certificate: string;
  /** PEM text or a file: its private key, RSA or of an elliptic curve. */
  readonly privateKey: string;
  /** Of an encrypted private key. */
  readonly privateKeyPassword?: string;
}

/** A signer that was read and checked. */
export interface Signer {
  readonly certificate: X509Certificate;
  /** What is sent along, so that the reader finds the way to an authority. */
  readonly chain: readonly X509Certificate[];
  readonly key: KeyObject;
}

const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];
const USABLE = 'Use RSA, P-256, P-384 or P-521.';

/** @throws MailConfigError that names what is wrong */
export function readSigner(
  { certificate, privateKey, privateKeyPassword }: SmimeSigner,
  option: string,
): Signer {
  const [first, ...chain] = certificatesOf(
    keyText(certificate, `${option}.certificate`),
    `${option}.certificate`,
  );
  const key = readKey(
    keyText(privateKey, `${option}.privateKey`),
    privateKeyPassword,
    `${option}.privateKey`,
  );
  if (!first.checkPrivateKey(key)) {
    throw optionFault(
      `${option}.privateKey`,
      'is not the key of the certificate',
      'Give the two that belong together.',
    );
  }
  if (first.ca) {
    const advice = 'Put the certificate of the sender first, and those of authorities behind it.';
    throw optionFault(`${option}.certificate`, 'begins with the certificate of an authority', advice);
  }
  return { certificate: first, chain, key };
}

/**
 * The signer of an author: whose certificate names the address, because mail programs compare the two (RFC 8550 section 3).
 * @throws MailPreparationError when there is none, or its certificate is not valid now
 */
export function signerFor(signers: readonly Signer[], from: string): Signer {
  const signer = signers.find(({ certificate }) => certificate.checkEmail(from) !== undefined);
  if (signer === undefined) {
    throw new MailPreparationError(
      `The mail was not sent: no S/MIME certificate of a signer is for ${from}.`,
      'Add one to sign, or send with the address of one that is there.',
    );
  }
  checkValidity(signer.certificate, from);
  return signer;
}

/** @throws MailPreparationError when the certificate is not valid now */
export function checkValidity({ validFrom, validTo }: X509Certificate, address: string): void {
  const now = Date.now();
  if (now >= Date.parse(validFrom) && now <= Date.parse(validTo)) return;
  throw new MailPreparationError(
    `The mail was not sent: the S/MIME certificate of ${address} is valid from ${validFrom} to ${validTo}.`,
    'Get a new one from the authority.',
  );
}

function readKey(pem: string, passphrase: string | undefined, option: string): KeyObject {
  const key = parsed(pem, passphrase, option);
  if (isUsable(key)) return key;
  throw optionFault(option, `is a key of the type ${typeOf(key)}`, USABLE);
}

/** @throws MailConfigError when nothing can be encrypted for the certificate */
export function checkRecipientKey({ publicKey }: X509Certificate, option: string): void {
  if (!isUsable(publicKey))
    throw optionFault(option, `is for a key of the type ${typeOf(publicKey)}`, USABLE);
}

function isUsable({ asymmetricKeyType, asymmetricKeyDetails: { namedCurve = '' } = {} }: KeyObject): boolean {
  return asymmetricKeyType === 'rsa' || (asymmetricKeyType === 'ec' && CURVES.includes(namedCurve));
}

function typeOf({ asymmetricKeyType, asymmetricKeyDetails: { namedCurve = '' } = {} }: KeyObject): string {
  return `${asymmetricKeyType ?? 'unknown'} ${namedCurve}`.trimEnd();
}

function parsed(pem: string, passphrase: string | undefined, option: string): KeyObject {
  try {
    return createPrivateKey(passphrase === undefined ? pem : { key: pem, passphrase });
  } catch (cause) {
    const advice = 'Give the private key as PEM text, and privateKeyPassword when it is encrypted.';
    throw optionFault(option, 'is no private key that can be read', advice, cause);
  }
}
