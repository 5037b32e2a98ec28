import { readCertificate } from './certificate.js';
import type { SmtpConnectConfig } from './connect-config.js';
import { ConnectionSetup } from './connection-setup.js';
import { SmtpConnectError } from './smtp-errors.js';
import type { SmtpLine } from './smtp-line.js';
import { greetsOverTls } from './tls-probe.js';

/** Verdicts of Node and OpenSSL on a certificate; those that begin with `ERR_SSL` are about the handshake. */
const ABOUT_CERTIFICATE = /^(?!ERR_SSL)(?:.*(?:CERT|SIGNATURE|ISSUER|CRL)|INVALID_CA$|HOSTNAME_MISMATCH$)/u;

/** Connects, encrypts and signs in. Throws SmtpConnectError. */
export async function connectSmtp(config: SmtpConnectConfig, signal?: AbortSignal): Promise<SmtpLine> {
  try {
    return await connect(config, signal);
  } catch (error) {
    throw await withCertificate(error, config, signal);
  }
}

/** Adds what the certificate says to the failure that it caused, since Node drops a refused certificate with the line. */
async function withCertificate(
  failure: unknown,
  config: SmtpConnectConfig,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  if (!(failure instanceof SmtpConnectError)) return failure;
  const { message, stage, code, originalCode, reply, cause } = failure;
  const line = ABOUT_CERTIFICATE.test(originalCode ?? '')
    ? await connect(blindly(config), signal).catch(() => undefined)
    : undefined;
  if (line === undefined) return failure;
  const certificate = readCertificate(line.socket);
  line.close();
  return new SmtpConnectError(message, { stage, code, originalCode, reply, cause, certificate });
}

/** To see a certificate that cannot be trusted, within seconds; without credentials, so that nothing is trusted to it. */
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
  const attempt = new ConnectionSetup(config, limit.signal);
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
  attempt: ConnectionSetup,
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
