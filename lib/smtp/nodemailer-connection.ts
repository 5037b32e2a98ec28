import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionAuth, SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';

/** What nodemailer's login needs for one mechanism. */
export type NodemailerAuth = Pick<SMTPConnectionAuth, 'method' | 'user' | 'credentials' | 'oauth2'>;

/** A connection through greeting, TLS and EHLO, still in nodemailer's hands until `takeOver`. */
export interface NodemailerConnection {
  readonly socket: Socket;
  /** The last answer to EHLO, verbatim; not one that starts with 250 when the server refused the last EHLO or STARTTLS. */
  readonly ehlo: string;
  readonly encrypted: boolean;
  readonly login: (auth: NodemailerAuth) => Promise<void>;
  /** Makes nodemailer let go of the socket: from here on it neither reads, writes nor times it. */
  readonly takeOver: () => Promise<Socket>;
  readonly close: () => void;
}

/** How far the set-up had come, for errors that do not tell. */
export interface SetupProgress {
  /** The server's last word, `false` before its first. */
  lastReply(): string | false;
  /** The other side took the connection. */
  isConnected(): boolean;
}

/**
 * Connecting, DNS, TLS, EHLO and sign-in are nodemailer's: address fallback, STARTTLS hygiene and proxies are where
 * security bugs live, and its fixes reach us. It does not pipeline mails, so after sign-in our session takes its
 * socket over.
 *
 * Nothing undeclared of SMTPConnection is used, but this file relies on behaviour that nodemailer does not promise;
 * `test/contract/nodemailer-connection.spec.ts` fails when it changes:
 * - `lastServerResponse` in the connect callback is the whole EHLO answer, the only place where CHUNKING can be read;
 * - `_socket` is the TLS socket after STARTTLS;
 * - after sign-in only the socket's `data` and `timeout` listeners and its idle timer act. Those for `error`, `close`
 *   and `end` only forward, and stay: removing all `end` listeners would also remove one of Node's own.
 */
export async function openConnection(
  options: SMTPConnectionOptions,
  signal: AbortSignal,
  onProgress: (progress: SetupProgress) => void,
): Promise<NodemailerConnection> {
  // Loaded with the first connection: it costs as much as all of an application's other imports of mail.
  const { default: Connection } = await import('nodemailer/lib/smtp-connection');
  if (signal.aborted) options.connection?.destroy();
  signal.throwIfAborted();
  const connection = new Connection(options);
  const failed = failureOf(connection, signal);
  onProgress(progressOf(connection));
  const connected = new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error === undefined ? resolve() : reject(error)));
  });
  await Promise.race([connected, failed]).catch((error: unknown) => {
    connection.close();
    throw error;
  });
  const { _socket: socket } = connection;
  if (!socket) throw new Error('nodemailer has no socket after it connected');
  return {
    socket,
    ehlo: connection.lastServerResponse || '',
    encrypted: 'encrypted' in socket && socket.encrypted === true,
    login: (auth) => Promise.race([login(connection, auth), failed]),
    takeOver: () => takeOver(socket, failed),
    close: () => connection.close(),
  };
}

/** Rejects with whatever ends the connection before its time. */
function failureOf(connection: SMTPConnection, signal: AbortSignal): Promise<never> {
  const failed = new Promise<never>((_resolve, reject) => {
    // Stays for good: an `error` event without a listener would end the process.
    connection.on('error', reject);
    connection.on('end', () => reject(new Error('Connection closed unexpectedly')));
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  failed.catch(() => connection.close());
  return failed;
}

function progressOf(connection: SMTPConnection): SetupProgress {
  return {
    lastReply: () => connection.lastServerResponse,
    isConnected: () => {
      const { _socket: socket } = connection;
      return socket instanceof Socket && !socket.connecting;
    },
  };
}

function login(connection: SMTPConnection, auth: NodemailerAuth): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.login(auth, (error) => (error === null ? resolve() : reject(error)));
  });
}

async function takeOver(socket: Socket, failed: Promise<never>): Promise<Socket> {
  // Two turns in which nodemailer still sees, as an error, replies that came behind the one to AUTH.
  await Promise.race([nextTurn().then(() => nextTurn()), failed]);
  socket.on('error', () => undefined);
  socket.removeAllListeners('data').removeAllListeners('timeout');
  socket.setTimeout(0);
  return socket.pause();
}
