import { createHash, type KeyObject, sign } from 'node:crypto';
import type { DkimKey } from './dkim-key.js';
import { relaxedField } from './relaxed-header.js';

/** What a signature is about. */
export interface DkimSubject {
  /** Names of the signed fields, in the order of `header`. */
  readonly names: readonly string[];
  /** Their canonical form, joined by CRLF. */
  readonly header: string;
  /** SHA-256 of the canonical body, base64. */
  readonly bodyHash: string;
  /** Seconds since 1970. */
  readonly time: number;
}

const WIDTH = 72;

/** The field DKIM-Signature with its line end. The signature is made outside of the main thread. */
export async function dkimField({ domain, selector, key }: DkimKey, subject: DkimSubject): Promise<string> {
  const { names, header, bodyHash, time } = subject;
  const algorithm = key.asymmetricKeyType === 'ed25519' ? 'ed25519-sha256' : 'rsa-sha256';
  const tags = [
    `DKIM-Signature: v=1; a=${algorithm}; c=relaxed/relaxed;`,
    ` d=${domain}; s=${selector}; t=${time};`,
    ` h=${folded(names)};`,
    ` bh=${bodyHash};`,
    ' b=',
  ].join('\r\n');
  const signature = await signed(Buffer.from(`${header}\r\n${relaxedField(tags)}`, 'latin1'), key);
  return `${tags}${wrapped(signature.toString('base64'))}\r\n`;
}

function signed(data: Buffer, key: KeyObject): Promise<Buffer> {
  const isEd25519 = key.asymmetricKeyType === 'ed25519';
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, signature: Buffer): void =>
      error === null ? resolve(signature) : reject(error);
    // Ed25519 signs the hash and not the text (RFC 8463 section 3).
    if (isEd25519) sign(null, createHash('sha256').update(data).digest(), key, done);
    else sign('sha256', data, key, done);
  });
}

/** Names with colons, in lines of bearable length. */
function folded(names: readonly string[]): string {
  let text = '';
  let width = 0;
  for (const [index, name] of names.entries()) {
    const separator = index === 0 ? '' : width + name.length > WIDTH ? ':\r\n  ' : ':';
    width = separator.length > 1 ? 0 : width;
    text += separator + name;
    width += separator.length + name.length;
  }
  return text;
}

function wrapped(base64: string): string {
  return base64.replaceAll(/.{72}(?=.)/gu, '$&\r\n  ');
}
