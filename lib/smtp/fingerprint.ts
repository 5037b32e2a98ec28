import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { SmtpConnectError } from './smtp-errors.js';

/**
 * Throws when the server shows another certificate than those that are known, before anything but EHLO was said. Node
 * compares names only where the authority is trusted, so this cannot be done by `checkServerIdentity`.
 * @param known SHA-256 fingerprints, `AA:BB:…`
 */
export function checkFingerprint(socket: Socket, known: readonly string[] | undefined): void {
  if (known === undefined) return;
  const shown = socket instanceof TLSSocket ? socket.getPeerCertificate().fingerprint256 : undefined;
  if (shown !== undefined && known.includes(shown)) return;
  const what = shown === undefined ? 'no certificate' : `a certificate with the fingerprint ${shown}`;
  throw new SmtpConnectError(`The mail server shows ${what}`, { stage: 'tls', code: 'fingerprint-mismatch' });
}
