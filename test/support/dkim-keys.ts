import { generateKeyPairSync } from 'node:crypto';
import type { DkimKey } from '../../lib/message/dkim/dkim-key.js';

/** A new RSA key. */
export function rsaKey(domain: string, selector = 'rsa', modulusLength = 2048): DkimKey {
  return { domain, selector, key: generateKeyPairSync('rsa', { modulusLength }).privateKey };
}

/** A new Ed25519 key. */
export function ed25519Key(domain: string, selector = 'ed'): DkimKey {
  return { domain, selector, key: generateKeyPairSync('ed25519').privateKey };
}

/** A key as people have it in a file. */
export function pemOf({ key }: DkimKey): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
