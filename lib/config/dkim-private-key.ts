import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { ConfigReport } from './config-report.js';
import { errorCode } from './spring/error-code.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import { reportUnreadable } from './ssl-bundle.js';
import { pemText } from './tls-material.js';

/** Verifiers take no RSA key below (RFC 8301 section 3.2). */
const LEAST_BITS = 1024;
/** Signers are to use no RSA key below (RFC 8301 section 3.2); large receivers look at it. */
const GOOD_BITS = 2048;
/** Longer keys need not be understood (RFC 8301 section 3.2). */
const MOST_BITS = 4096;

/** What a private key is read from. */
export interface PrivateKeyInput {
  readonly property: ResolvedProperty | undefined;
  readonly passphrase: ResolvedProperty | undefined;
  /** Base of relative paths. */
  readonly directory: string;
}

/** Reads a private key that DKIM can sign with; `undefined` when it cannot, and the report says why. */
export function readPrivateKey(
  { property, passphrase, directory }: PrivateKeyInput,
  report: ConfigReport,
): KeyObject | undefined {
  if (passphrase !== undefined && report.faultUnresolved(passphrase)) return undefined;
  if (!property?.value || reportUnreadable(property, directory, report)) return undefined;
  const pem = pemText(property.value, directory) ?? '';
  const key = parsed(pem, passphrase?.text, property, report);
  return key !== undefined && isUsable(key, property, report) ? key : undefined;
}

function parsed(
  pem: string,
  passphrase: string | undefined,
  property: ResolvedProperty,
  report: ConfigReport,
): KeyObject | undefined {
  try {
    return createPrivateKey(passphrase === undefined ? pem : { key: pem, passphrase });
  } catch (error) {
    report.fault(property, ...whyUnreadable(pem, passphrase, error));
    return undefined;
  }
}

function whyUnreadable(
  pem: string,
  passphrase: string | undefined,
  error: unknown,
): [problem: string, advice: string] {
  const [, label = ''] = /-----BEGIN ([A-Z0-9 ]+)-----/u.exec(pem) ?? [];
  if (label.includes('PUBLIC KEY') || label.includes('CERTIFICATE'))
    return [`holds a ${label.toLowerCase()}`, 'Give the private key; the public one belongs into the DNS.'];
  if (label.includes('OPENSSH') || label.includes('PGP'))
    return [`holds a ${label} key`, 'Make a key with: openssl genrsa -out dkim.pem 2048'];
  const isEncrypted = label.includes('ENCRYPTED') || pem.includes('Proc-Type: 4,ENCRYPTED');
  if (isEncrypted && passphrase === undefined)
    return ['is encrypted', 'Set private-key-password beside it, or decrypt it: openssl pkey -in dkim.pem'];
  if (isEncrypted)
    return ['cannot be decrypted with private-key-password', 'Check that password, or decrypt the key.'];
  return [
    `is no private key that can be read (${errorCode(error) ?? 'no code'})`,
    'Give a PEM file that is whole: from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.',
  ];
}

function isUsable(key: KeyObject, property: ResolvedProperty, report: ConfigReport): boolean {
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: { modulusLength = 0 } = {} } = key;
  if (type === 'ed25519') return true;
  if (type !== 'rsa') {
    report.fault(property, `is a key of the type ${type}`, 'DKIM knows RSA and Ed25519; make one of them.');
    return false;
  }
  if (modulusLength < LEAST_BITS) {
    const problem = `is an RSA key of ${modulusLength} bits, which no receiver takes (RFC 8301)`;
    report.fault(property, problem, `Make one of ${GOOD_BITS} bits and publish it under a new selector.`);
    return false;
  }
  if (modulusLength < GOOD_BITS || modulusLength > MOST_BITS) {
    const problem = `is an RSA key of ${modulusLength} bits, which not every receiver takes (RFC 8301)`;
    report.warn(property, problem, `Make one of ${GOOD_BITS} bits and publish it under a new selector.`);
  }
  return true;
}
