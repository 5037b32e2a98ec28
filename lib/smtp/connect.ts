import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import {
  type AuthenticationConfig,
  checkPlaintext,
  chooseMechanism,
  type Credentials,
  secretsOf,
  staysHere,
} from './authentication.js';
import { withCertificate } from './certificate.js';
import { toConnectError } from './connect-error.js';
import { parseEhlo } from './ehlo.js';
import { checkFingerprint } from './fingerprint.js';
import { type NodemailerConnection, openConnection, type SetupProgress } from './nodemailer-connection.js';
import { openThroughProxy, type ProxyRoute } from './proxy.js';
import { signIn } from './sign-in.js';
import { SmtpConnectError, type SmtpConnectStage } from './smtp-errors.js';
import type { SmtpLine } from './smtp-line.js';
import { greetsOverTls } from './tls-probe.js';
import { type ServerAddress, telling, WIRE_CHANNELS } from './wire-channels.js';

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

/** Connects, encrypts and signs in. Throws SmtpConnectError. */
export async function connectSmtp(config: SmtpConnectConfig, signal?: AbortSignal): Promise<SmtpLine> {
  try {
    return await connect(config, signal);
  } catch (error) {
    throw await withCertificate(error, () => connect(blindly(config), signal));
  }
}

/** To see a certificate that cannot be trusted; without credentials, so that nothing is trusted to it. */
function blindly(config: SmtpConnectConfig): SmtpConnectConfig {
  return {
    ...config,
    tls: { ...config.tls, rejectUnauthorized: false, checkServerIdentity: () => undefined },
    authentication: undefined,
    timeouts: { connect: 1000, greeting: 1000, setup: 2500 },
  };
}

async function connect(config: SmtpConnectConfig, signal?: AbortSignal): Promise<SmtpLine> {
  const limit = new AbortController();
  const { connect: connecting, setup } = config.timeouts;
  const attempt = new Setup(config, limit.signal);
  const stop = (): void => limit.abort(signal?.reason);
  const timers = [
    setTimeout(() => limit.abort(notReady(setup)), setup),
    setTimeout(() => attempt.isOnItsWay || limit.abort(unreachable(connecting)), connecting),
    setTimeout(() => void lookForTls(config, attempt, limit), patience(config)),
  ];
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await attempt.run();
  } finally {
    timers.forEach(clearTimeout);
    signal?.removeEventListener('abort', stop);
  }
}

/** Ports that begin in clear by convention (RFC 5321, RFC 6409), where servers greet late to catch those who do not wait. */
const PLAIN_PORTS: ReadonlySet<number> = new Set([25, 587]);

/**
 * Milliseconds without a greeting after which the look for TLS is worth what it costs: a server that is only slow takes the
 * handshake for commands out of turn, and its guards for an attack. On a port for mail that is when the limit is near.
 */
function patience({ port, timeouts: { greeting } }: SmtpConnectConfig): number {
  const lastMoment = Math.max(greeting - 2000, greeting / 2);
  return PLAIN_PORTS.has(port) ? lastMoment : Math.min(2000, lastMoment);
}

/** A client that waits for the greeting and a server that waits for TLS would wait for each other until the limit. */
async function lookForTls(
  { host, port }: SmtpConnectConfig,
  attempt: Setup,
  limit: AbortController,
): Promise<void> {
  if (!attempt.isWithoutGreeting || !(await greetsOverTls(host, port, limit.signal))) return;
  const details = { stage: 'greeting', code: 'implicit-tls-port' } as const;
  if (attempt.isWithoutGreeting)
    limit.abort(new SmtpConnectError('The port expects TLS from the first byte', details));
}

function notReady(limit: number): Error {
  return Object.assign(new Error(`The connection was not ready within ${limit} ms`), { code: 'ETIMEDOUT' });
}

/** Its stage is said here: a socket that was destroyed no longer tells whether it was connected. */
function unreachable(limit: number): SmtpConnectError {
  const details = { stage: 'connect', code: 'ETIMEDOUT' } as const;
  return new SmtpConnectError(`The connection was not made within ${limit} ms`, details);
}

class Setup {
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
