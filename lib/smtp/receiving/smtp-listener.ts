import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { MailSink } from './mail-sink.js';
import { SmtpDialogue } from './smtp-dialogue.js';

/** Where an `SmtpListener` listens. */
export interface SmtpListenerOptions {
  /** Default `127.0.0.1`, which no other machine reaches. */
  readonly host?: string | undefined;
  /** Default: any that is free. */
  readonly port?: number | undefined;
}

/** A mail server for tests and development: it takes all mail, any account and no TLS, and delivers nothing. */
export class SmtpListener {
  readonly host: string;
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: ReadonlySet<Socket>;

  private constructor(server: Server, sockets: ReadonlySet<Socket>, host: string) {
    this.#server = server;
    this.#sockets = sockets;
    this.host = host;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Resolves when it listens; rejects when the port is taken. */
  static async start(
    sink: MailSink,
    { host = '127.0.0.1', port = 0 }: SmtpListenerOptions = {},
  ): Promise<SmtpListener> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      // A client that breaks the line off is its own affair; what it had sent by then was no mail.
      new SmtpDialogue(socket, sink).run().catch(() => socket.destroy());
    });
    server.listen(port, host);
    await once(server, 'listening');
    return new SmtpListener(server, sockets, host);
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
