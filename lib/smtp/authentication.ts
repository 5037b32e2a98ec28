import { callbackify } from 'node:util';
import { isLoopback } from '../message/loopback.js';
import { printable } from './reply.js';
import { formsOf } from './secrets.js';
import { SmtpConnectError } from './smtp-errors.js';
import type { NodemailerAuth } from './nodemailer-connection.js';

/** A SASL mechanism that nodemailer speaks. */
export type Mechanism = 'PLAIN' | 'LOGIN' | 'CRAM-MD5' | 'XOAUTH2';

/** What proves who we are. */
export interface Credentials {
  readonly user: string;
  /** For XOAUTH2 the access token, as in Angus Mail. */
  readonly password: string;
}

/** How to sign in. */
export interface AuthenticationConfig {
  /** Asked anew for each connection, so that a changed password needs no restart. `refused`: a token that was not accepted. */
  credentials(refused?: string): Credentials | Promise<Credentials>;
  /** In order of preference; default `PLAIN`, `LOGIN`, `CRAM-MD5`. */
  readonly mechanisms?: readonly Mechanism[] | undefined;
  /** Send credentials over a line that is not encrypted to a host that is not this one. Default `false`. */
  readonly allowPlaintext?: boolean | undefined;
}

const MECHANISMS: readonly Mechanism[] = ['PLAIN', 'LOGIN', 'CRAM-MD5'];

/** The host as configured and the address it led to are both this machine: neither a proxy nor DNS can pretend it. */
export function staysHere(host: string, remoteAddress: string | undefined): boolean {
  return isLoopback(host) && isLoopback(remoteAddress ?? '');
}

function fail(code: string, message: string): never {
  throw new SmtpConnectError(message, { stage: 'auth', code });
}

/** The first mechanism of ours that the server offers. nodemailer would send AUTH PLAIN unasked. */
export function chooseMechanism(
  offered: readonly string[] | undefined,
  ours: readonly Mechanism[] = MECHANISMS,
): Mechanism {
  if (offered === undefined) {
    return fail(
      'auth-not-offered',
      'There are credentials, and the mail server does not offer AUTH on this connection',
    );
  }
  const chosen = ours.find((mechanism) => offered.includes(mechanism));
  if (chosen !== undefined) return chosen;
  const sides = `it offers ${printable(offered.join(', ')) || 'none'}, we speak ${ours.join(', ')}`;
  return fail('no-common-mechanism', `No way to sign in that the mail server knows: ${sides}`);
}

/** Throws before a byte of a password is written where anybody on the way could read it. */
export function checkPlaintext(encrypted: boolean, isLocal: boolean, allowed: boolean | undefined): void {
  if (encrypted || isLocal || allowed === true) return;
  fail('plaintext-credentials', 'The connection is not encrypted, so the credentials were not sent');
}

/** The argument of nodemailer's login, which asks for another token when the first is refused by a challenge. */
export async function toNodemailerAuth(
  method: Mechanism,
  credentials: Credentials,
  renew: () => Promise<Credentials>,
): Promise<NodemailerAuth> {
  const { user, password } = credentials;
  if (method !== 'XOAUTH2') return { method, user, credentials: { user, pass: password } };
  const { default: XOAuth2 } = await import('nodemailer/lib/xoauth2');
  const provisionCallback = callbackify(async (_user: string, _renew: boolean) => (await renew()).password);
  return { method, user, oauth2: new XOAuth2({ user, accessToken: password, provisionCallback }) };
}

/** Secrets of these credentials in every form in which a server could quote them. */
export function secretsOf({ user, password }: Credentials): readonly string[] {
  return formsOf(password, `\0${user}\0${password}`, `user=${user}\x01auth=Bearer ${password}\x01\x01`);
}
