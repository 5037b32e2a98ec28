import { randomUUID } from 'node:crypto';

/** A new Message-ID (RFC 5322 section 3.6.4) that nobody can guess, with its angle brackets. */
export function newMessageId(domain: string): string {
  return `<${randomUUID()}@${domain}>`;
}

/** The part that the multipart boundaries of one mail share; nobody can guess it, so no body can contain it on purpose. */
export function newBoundary(): string {
  return randomUUID().replaceAll('-', '');
}
