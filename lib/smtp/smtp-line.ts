import type { Duplex } from 'node:stream';

/** A connection that is ready for mail: greeting, TLS and sign-in are done. */
export interface SmtpLine {
  /** What the session reads and writes; a net.Socket can also stop keeping the process alive. */
  readonly socket: Duplex & { ref?(): unknown; unref?(): unknown };
  /** The server's last answer to EHLO: its lines, with their codes. */
  readonly ehlo: string;
  readonly encrypted: boolean;
  /** Frees the socket. */
  close(): void;
}
