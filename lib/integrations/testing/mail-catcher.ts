import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Mailbox } from './mailbox.js';
import { SmtpDialogue } from './smtp-dialogue.js';

/** How a catcher is started. */
export interface MailCatcherOptions {
  /** Default: any that is free. */
  readonly port?: number;
  /** Default: a mailbox of its own. */
  readonly mailbox?: Mailbox;
}

/**
 * A mail server in this process, on the loopback address: for an application in another process, or for a test that wants the
 * way over the line. It takes all mail, any account and no TLS.
 *
 * @example
 * const catcher = await MailCatcher.start();
 * const app = spawn('node', ['dist/main.js'], { env: { ...process.env, ...catcher.env } });
 * await catcher.mailbox.waitFor({ to: 'ann@example.org' });
 */
export class MailCatcher {
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly mailbox: Mailbox;
  readonly #server: Server;
  readonly #sockets: ReadonlySet<Socket>;

  private constructor(server: Server, sockets: ReadonlySet<Socket>, mailbox: Mailbox) {
    this.#server = server;
    this.#sockets = sockets;
    this.port = (server.address() as AddressInfo).port;
    this.mailbox = mailbox;
  }

  /** Resolves when it listens; rejects when the port is taken. */
  static async start({ port = 0, mailbox = new Mailbox() }: MailCatcherOptions = {}): Promise<MailCatcher> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      // A client that breaks the line off is its own affair; what it had sent by then was no mail.
      new SmtpDialogue(socket, mailbox).run().catch(() => socket.destroy());
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new MailCatcher(server, sockets, mailbox);
  }

  /** Settings for `MailModule.forRoot`. */
  get settings(): { readonly host: string; readonly port: number } {
    return { host: this.host, port: this.port };
  }

  /** Environment variables for an application in another process; they win over its `application.yml`. */
  get env(): Record<string, string> {
    return { SPRING_MAIL_HOST: this.host, SPRING_MAIL_PORT: String(this.port) };
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
