import { createPublicKey, type KeyObject } from 'node:crypto';
import type { DkimKey } from './dkim-key.js';

/** What has to be published in the DNS for a key (RFC 6376 section 3.6, RFC 8463 section 4). */
export interface DkimRecord {
  /** Name of the TXT record: `<selector>._domainkey.<domain>`. */
  readonly name: string;
  /** Its text. A DNS server takes it in strings of at most 255 characters; how they are cut does not matter. */
  readonly text: string;
}

/** Bytes before the key in the SubjectPublicKeyInfo of Ed25519 (RFC 8410 section 4). */
const ED25519_PREFIX = 12;

/** The record to publish for a key. */
export function dkimRecord({ domain, selector, key }: DkimKey): DkimRecord {
  return {
    name: `${selector}._domainkey.${domain}`,
    text: `v=DKIM1; k=${keyType(key)}; p=${publicKey(key).toString('base64')}`,
  };
}

/** Whether a published text holds the public half of the key. `revoked`: it has an empty `p=`. */
export function compareDkimRecord(
  text: string,
  { key }: Pick<DkimKey, 'key'>,
): 'same' | 'revoked' | 'different' | 'not-dkim' {
  const tags = new Map(
    text.split(';').map((tag) => {
      const [name = '', ...value] = tag.split('=');
      return [name.trim(), value.join('=').replaceAll(/\s/gu, '')] as const;
    }),
  );
  const published = tags.get('p');
  if (published === undefined || (tags.get('v') ?? 'DKIM1') !== 'DKIM1') return 'not-dkim';
  if (published === '') return 'revoked';
  // The default of the key type is rsa.
  if ((tags.get('k') ?? 'rsa') !== keyType(key)) return 'different';
  return isSameKey(Buffer.from(published, 'base64'), key) ? 'same' : 'different';
}

const PROBLEMS = {
  revoked: 'is revoked: its p= is empty',
  different: 'holds another key, so every signature fails',
  'not-dkim': 'is no DKIM record',
} as const;

/** What is wrong with the texts that the DNS holds for a key: a whole sentence without its end; `undefined` when nothing is. */
export function dkimRecordProblem(texts: readonly string[], key: DkimKey): string | undefined {
  const { name } = dkimRecord(key);
  const [text, ...others] = texts;
  if (text === undefined) return `there is no TXT record ${name}, so every signature fails`;
  if (others.length > 0) return `there are ${texts.length} TXT records ${name}, of which receivers take any`;
  const comparison = compareDkimRecord(text, key);
  return comparison === 'same' ? undefined : `the TXT record ${name} ${PROBLEMS[comparison]}`;
}

function keyType({ asymmetricKeyType }: KeyObject): 'rsa' | 'ed25519' {
  return asymmetricKeyType === 'ed25519' ? 'ed25519' : 'rsa';
}

function publicKey(key: KeyObject): Buffer {
  const info = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return keyType(key) === 'ed25519' ? info.subarray(ED25519_PREFIX) : info;
}

/** RSA keys are also published without the frame around them (PKCS #1). */
function isSameKey(published: Buffer, key: KeyObject): boolean {
  if (published.equals(publicKey(key))) return true;
  if (keyType(key) === 'ed25519') return false;
  return published.equals(createPublicKey(key).export({ type: 'pkcs1', format: 'der' }));
}
