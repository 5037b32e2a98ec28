import type { ConnectionOptions } from 'node:tls';
import type { AuthenticationConfig } from './authentication.js';
import type { ProxyRoute } from './proxy.js';

/** Which mail server, and how to get to it. */
export interface SmtpConnectConfig {
  readonly host: string;
  readonly port: number;
  /** `starttls` fails where STARTTLS is not offered; `starttls-if-offered` goes on without. */
  readonly security: 'implicit-tls' | 'starttls' | 'starttls-if-offered' | 'none';
  /** Options of Node's tls.connect: `ca`, `cert`, `key`, `rejectUnauthorized`, `checkServerIdentity`, … */
  readonly tls?: ConnectionOptions | undefined;
  /** SHA-256 fingerprints of the certificates that are accepted; then `tls` should not ask for more. */
  readonly fingerprints?: readonly string[] | undefined;
  /** Name in EHLO. Default: the machine's full name, or `[127.0.0.1]`. */
  readonly name?: string | undefined;
  readonly localAddress?: string | undefined;
  readonly authentication?: AuthenticationConfig | undefined;
  /** `http://user:password@host:port` or `socks5://host:port`; the latter needs the `socks` package. */
  readonly proxy?: Pick<ProxyRoute, 'url' | 'socks'> | undefined;
  readonly timeouts: SmtpConnectTimeouts;
}

/** Limits in milliseconds. */
export interface SmtpConnectTimeouts {
  /** DNS and TCP. */
  readonly connect: number;
  /** For each reply, beginning with the greeting; also for the TLS handshake of STARTTLS. */
  readonly greeting: number;
  /** Everything up to and with sign-in, whatever the server draws out. */
  readonly setup: number;
}
