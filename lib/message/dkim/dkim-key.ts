import type { KeyObject } from 'node:crypto';

/** A key that mails are signed with (RFC 6376), and where its public half is published. */
export interface DkimKey {
  /** Signing domain (`d=`), in ASCII and lower case. */
  readonly domain: string;
  /** `s=`; the public key is at `<selector>._domainkey.<domain>`. */
  readonly selector: string;
  /** A private RSA or Ed25519 key. */
  readonly key: KeyObject;
}

/**
 * The keys that sign a mail of this author: those of its domain or of one above it, which is what DMARC looks at
 * (RFC 7489 section 3.1.1). When there are none, all of them: a signature of somebody else still says who sent it.
 */
export function keysFor(keys: readonly DkimKey[], from: string): readonly DkimKey[] {
  const domain = `.${from.slice(from.lastIndexOf('@') + 1).toLowerCase()}`;
  const aligned = keys.filter((key) => domain.endsWith(`.${key.domain}`));
  return aligned.length > 0 ? aligned : keys;
}
