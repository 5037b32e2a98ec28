import type { Socket } from 'node:net';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { checkPlaintext, chooseMechanism, type Credentials, secretsOf, staysHere } from './authentication.js';
import type { SmtpConnectConfig } from './connect-config.js';
import { toConnectError } from './connect-error.js';
import { parseEhlo } from './ehlo.js';
import { checkFingerprint } from './fingerprint.js';
import { type NodemailerConnection, openConnection, type SetupProgress } from './nodemailer-connection.js';
import { openThroughProxy } from './proxy.js';
import { signIn } from './sign-in.js';
import type { SmtpConnectError, SmtpConnectStage } from './smtp-errors.js';
import type { SmtpLine } from './smtp-line.js';
import { type ServerAddress, telling, WIRE_CHANNELS } from './wire-channels.js';

/** One attempt at a connection that is ready for mail, from the socket to sign-in, and how far it has come. */
export class ConnectionSetup {
  readonly #config: SmtpConnectConfig;
  readonly #signal: AbortSignal;
  #connection: NodemailerConnection | undefined;
  #progress: SetupProgress | undefined;
  #stage: SmtpConnectStage | undefined;
  readonly #secrets: string[] = [];

  constructor(config: SmtpConnectConfig, signal: AbortSignal) {
    this.#config = config;
    this.#signal = signal;
  }

  /** The other side took the connection, or a proxy, which has a limit of its own, is asked for it. */
  get isOnItsWay(): boolean {
    return this.#config.proxy !== undefined || this.#progress?.isConnected() === true;
  }

  /** Connected in clear and directly, and the server has not said a word. */
  get isWithoutGreeting(): boolean {
    const { security, proxy } = this.#config;
    const isPlain = security !== 'implicit-tls' && proxy === undefined;
    return isPlain && this.#progress?.isConnected() === true && this.#progress.lastReply() === false;
  }

  async run(): Promise<SmtpLine> {
    const { host, port } = this.#config;
    const server = { host, port };
    try {
      const connection = await telling(
        WIRE_CHANNELS.connect,
        { server },
        () => this.#connect(),
        ({ encrypted }) => ({ encrypted }),
      );
      await this.#signIn(connection, server);
      return await toLine(connection, server);
    } catch (error) {
      this.#connection?.close();
      throw this.#explained(error);
    }
  }

  async #connect(): Promise<NodemailerConnection> {
    try {
      this.#connection = await this.#open();
      checkFingerprint(this.#connection.socket, this.#config.fingerprints);
      return this.#connection;
    } catch (error) {
      throw this.#explained(error);
    }
  }

  #explained(error: unknown): SmtpConnectError {
    const lastReply = this.#progress?.lastReply() ?? false;
    const isConnected = this.#progress?.isConnected() ?? false;
    return toConnectError(error, { isConnected, lastReply, stage: this.#stage, secrets: this.#secrets });
  }

  async #open(): Promise<NodemailerConnection> {
    const { host, port, proxy, timeouts } = this.#config;
    const signal = this.#signal;
    const route = proxy && { ...proxy, connectTimeout: timeouts.connect, signal };
    const proxied = route && (await this.#orAborted(openThroughProxy(route, host, port)));
    return openConnection(toNodemailerOptions(this.#config, proxied), signal, (progress) => {
      this.#progress = progress;
    });
  }

  async #signIn(connection: NodemailerConnection, server: ServerAddress): Promise<void> {
    const { authentication, host, timeouts } = this.#config;
    if (authentication === undefined) return;
    const { encrypted, socket, ehlo } = connection;
    checkPlaintext(encrypted, staysHere(host, socket.remoteAddress), authentication.allowPlaintext);
    const mechanism = chooseMechanism(parseEhlo(ehlo).auth, authentication.mechanisms);
    const ask = async (refused?: string): Promise<Credentials> => {
      this.#stage = 'credentials';
      // While the password is fetched, the silence is ours.
      socket.setTimeout(0);
      const credentials = await this.#orAborted(
        Promise.resolve().then(() => authentication.credentials(refused)),
      );
      socket.setTimeout(timeouts.greeting);
      this.#secrets.push(...secretsOf(credentials));
      this.#stage = 'auth';
      return credentials;
    };
    await telling(WIRE_CHANNELS.authenticate, { server, mechanism }, async () => {
      try {
        await signIn(connection, mechanism, ask);
      } catch (error) {
        // Told as it is, it may quote the password.
        throw this.#explained(error);
      }
    });
  }

  /** For what cannot be stopped: its result comes too late and is dropped. */
  async #orAborted<T>(work: Promise<T>): Promise<T> {
    this.#signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      this.#signal.addEventListener('abort', () => reject(this.#signal.reason), { once: true });
      work.then(resolve, reject);
    });
  }
}

function toNodemailerOptions(config: SmtpConnectConfig, proxied: Socket | undefined): SMTPConnectionOptions {
  const { host, port, security, tls, name, localAddress, timeouts } = config;
  return {
    host,
    port,
    tls,
    name,
    localAddress,
    secure: security === 'implicit-tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    // nodemailer counts the greeting and the TLS handshake in; connecting alone has its own limit above.
    connectionTimeout: timeouts.setup,
    dnsTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    // A server could draw this out byte by byte, but not the limit of the whole set-up.
    socketTimeout: timeouts.greeting,
    // A polite end would wait for the other side, and keep the process alive, for seconds.
    socketCloseTimeout: 0,
    connection: proxied,
  };
}

async function toLine(connection: NodemailerConnection, server: ServerAddress): Promise<SmtpLine> {
  const { ehlo, encrypted } = connection;
  const socket = await connection.takeOver();
  return { socket, ehlo, encrypted, server, close: connection.close };
}
