import type { Duplex } from 'node:stream';
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { SmtpConnectError } from './smtp-errors.js';
import type { SmtpLine } from './smtp-line.js';

/** What a mail server's certificate says. */
export interface ServerCertificate {
  /** Host names and addresses that it holds for: `mail.example.org`, `*.example.org`. */
  readonly names: readonly string[];
  /** Who issued it, as people know them. */
  readonly issuer: string;
  /** The issuer, the issuer of that one and so on, up to the root. */
  readonly chain: readonly string[];
  /** It was issued by nobody but itself. */
  readonly isSelfSigned: boolean;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** Verdicts of Node and OpenSSL on a certificate; those that begin with `ERR_SSL` are about the handshake. */
const ABOUT_CERTIFICATE = /^(?!ERR_SSL)(?:.*(?:CERT|SIGNATURE|ISSUER|CRL)|INVALID_CA$|HOSTNAME_MISMATCH$)/u;

/** The certificate behind a line; `undefined` where there is no TLS. */
export function readCertificate(socket: Duplex): ServerCertificate | undefined {
  const certificate = socket instanceof TLSSocket ? socket.getPeerCertificate(true) : undefined;
  // Without a certificate Node gives an empty object.
  if (certificate?.valid_to === undefined) return undefined;
  const { subject, issuer, subjectaltname = '', valid_from, valid_to } = certificate;
  return {
    names: Array.from(
      subjectaltname.matchAll(/(?:DNS|IP Address):(?<name>[^,\s]+)/gu),
      ({ groups }) => groups?.['name'] ?? '',
    ),
    issuer: textOf(issuer.CN ?? issuer.O),
    chain: chainOf(certificate),
    isSelfSigned: JSON.stringify(subject) === JSON.stringify(issuer),
    validFrom: new Date(valid_from),
    validTo: new Date(valid_to),
  };
}

/**
 * Adds what the certificate says to the failure that it caused, since Node drops a refused certificate with the line.
 * @param blindly connects anew without a check, without signing in and within seconds; nothing is sent over the line
 */
export async function withCertificate(failure: unknown, blindly: () => Promise<SmtpLine>): Promise<unknown> {
  if (!(failure instanceof SmtpConnectError)) return failure;
  const { message, stage, code, originalCode, reply, cause } = failure;
  const line = ABOUT_CERTIFICATE.test(originalCode ?? '')
    ? await blindly().catch(() => undefined)
    : undefined;
  if (line === undefined) return failure;
  const certificate = readCertificate(line.socket);
  line.close();
  return new SmtpConnectError(message, { stage, code, originalCode, reply, cause, certificate });
}

/** Node repeats a certificate that issued itself for ever. */
function chainOf(leaf: DetailedPeerCertificate): string[] {
  const chain = [];
  let certificate: DetailedPeerCertificate | undefined = leaf;
  const seen = new Set<string>();
  while (certificate?.issuer !== undefined && !seen.has(certificate.fingerprint256)) {
    seen.add(certificate.fingerprint256);
    chain.push(textOf(certificate.issuer.CN ?? certificate.issuer.O));
    certificate = certificate.issuerCertificate;
  }
  return [...new Set(chain)];
}

function textOf(name: string | readonly string[] | undefined): string {
  return typeof name === 'string' ? name : (name?.join(', ') ?? 'nobody by name');
}
