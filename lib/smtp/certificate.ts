import type { Duplex } from 'node:stream';
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { printable } from './reply.js';

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

/** The certificate behind a line; `undefined` where there is no TLS. */
export function readCertificate(socket: Duplex): ServerCertificate | undefined {
  const certificate = socket instanceof TLSSocket ? socket.getPeerCertificate(true) : undefined;
  // Without a certificate Node gives an empty object.
  if (certificate?.valid_to === undefined) return undefined;
  const { subject, issuer, subjectaltname = '', valid_from, valid_to } = certificate;
  return {
    names: Array.from(subjectaltname.matchAll(/(?:DNS|IP Address):(?<name>[^,\s]+)/gu), ({ groups }) =>
      printable(groups?.['name'] ?? ''),
    ),
    issuer: textOf(issuer.CN ?? issuer.O),
    chain: chainOf(certificate),
    isSelfSigned: JSON.stringify(subject) === JSON.stringify(issuer),
    validFrom: new Date(valid_from),
    validTo: new Date(valid_to),
  };
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
  const text = typeof name === 'string' ? name : (name?.join(', ') ?? 'nobody by name');
  return printable(text);
}
