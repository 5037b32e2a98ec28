import type { Duplex } from 'node:stream';
import type { ServerAddress } from './wire-channels.js';

/** A connection that is ready for mail: greeting, TLS and sign-in are done. */
export interface SmtpLine {
  /** What the session reads and writes; a net.Socket can also stop keeping the process alive. */
  readonly socket: Duplex & { ref?(): unknown; unref?(): unknown };
  /** The server's last answer to EHLO: its lines, with their codes. */
  readonly ehlo: string;
  readonly encrypted: boolean;
  /** For whoever watches. */
  readonly server?: ServerAddress | undefined;
  /** Frees the socket. */
  close(): void;
}
