import { createHmac, timingSafeEqual } from 'node:crypto';

/** Who unsubscribes, and from what. */
export interface UnsubscribeSubject {
  readonly address: string;
  readonly list: string;
}

/** What a token says; nothing unless it is ours and still valid. */
export type UnsubscribeToken =
  | ({ readonly status: 'valid' } & UnsubscribeSubject)
  | { readonly status: 'invalid' | 'expired'; readonly address?: undefined; readonly list?: undefined };

/** Part of what is signed, so that no token that something else signs with the same secret is taken for one of these. */
const PURPOSE = 'nestjs-spring-mail/unsubscribe/1';
/** Longer than any that is issued: addresses and names of lists are bounded. */
const MAX_LENGTH = 2000;

/** Issues a token: readable, and signed with HMAC-SHA256. `expires` is in milliseconds since 1970. */
export function issueToken({ address, list }: UnsubscribeSubject, expires: number, secret: string): string {
  const claims = Buffer.from(JSON.stringify([address, list, Math.floor(expires / 1000)])).toString(
    'base64url',
  );
  return `${claims}.${signature(claims, secret).toString('base64url')}`;
}

/** Reads a token that was signed with any of the secrets. */
export function readToken(token: string, secrets: readonly string[], now: number): UnsubscribeToken {
  const [claims = '', signed = '', ...more] = token.slice(0, MAX_LENGTH).split('.');
  const given = Buffer.from(signed, 'base64url');
  // All secrets, whichever fits: how long it takes tells nothing.
  const fits = secrets.map((secret) => isSame(signature(claims, secret), given));
  if (more.length > 0 || !fits.includes(true)) return { status: 'invalid' };
  const [address, list, expires] = JSON.parse(Buffer.from(claims, 'base64url').toString()) as [
    string,
    string,
    number,
  ];
  return expires * 1000 > now ? { status: 'valid', address, list } : { status: 'expired' };
}

function signature(claims: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(`${PURPOSE}\0${claims}`).digest();
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
