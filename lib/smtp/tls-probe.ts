import { isIP } from 'node:net';
import { connect } from 'node:tls';

/** Milliseconds for the handshake and the greeting behind it. */
const LIMIT = 1500;

/**
 * Whether a mail server greets behind a TLS handshake, as on port 465. Nothing is sent but the handshake, and the
 * certificate does not matter, because nothing is trusted to it.
 */
export async function greetsOverTls(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket = connect({ host, port, ...servername, rejectUnauthorized: false });
    const end = (greets: boolean): void => {
      signal.removeEventListener('abort', stop);
      socket.destroy();
      resolve(greets);
    };
    const stop = (): void => end(false);
    signal.addEventListener('abort', stop, { once: true });
    socket.setTimeout(LIMIT, stop);
    socket.on('error', stop).on('close', stop);
    socket.once('data', (greeting: Buffer) => end(greeting.toString('latin1', 0, 3) === '220'));
  });
}
