import type { ConnectionOptions } from 'node:tls';
import type { MailerConfig, TlsConfig } from '../config/mailer-config.js';
import { LONGEST_TIMER } from '../config/smtp-settings.js';
import type { AuthenticationConfig } from '../smtp/authentication.js';
import type { SmtpConnectConfig } from '../smtp/connect.js';
import type { SmtpPoolConfig } from '../smtp/pool.js';

/** The part of a mailer that opens a connection. */
export function connectConfig(config: MailerConfig): SmtpConnectConfig {
  const { host, port, security, timeouts, localName, localAddress, proxy } = config;
  return {
    host,
    port,
    security,
    tls: tlsOptions(config.tls),
    name: localName,
    localAddress,
    authentication: authentication(config),
    proxy: proxy === undefined ? undefined : { url: proxy() },
    timeouts: {
      connect: timeouts.connect,
      greeting: timeouts.greeting,
      // Signing in takes a few replies more; a server that draws them out ends here.
      setup: Math.min(timeouts.connect + 3 * timeouts.greeting, LONGEST_TIMER),
    },
  };
}

/** The part of a mailer that keeps connections and sends over them. */
export function poolConfig({ pool, timeouts, sendTimeout }: MailerConfig): SmtpPoolConfig {
  const { read, write } = timeouts;
  return {
    maxConnections: pool.maxConnections,
    maxMessages: pool.maxMessages,
    idleTimeout: pool.idleTimeout,
    sendTimeout,
    session: { pipelining: 'overlap', window: pool.window, timeouts: { reply: read, final: read, write } },
  };
}

function authentication({
  credentials,
  allowPlaintextCredentials,
}: MailerConfig): AuthenticationConfig | undefined {
  if (credentials === undefined) return undefined;
  const { username, password, mechanisms } = credentials;
  return {
    mechanisms,
    allowPlaintext: allowPlaintextCredentials,
    credentials: async () => ({
      user: username,
      password: await password(),
    }),
  };
}

function tlsOptions({ verifyHostname, verifyChain, material, ...rest }: TlsConfig): ConnectionOptions {
  return {
    rejectUnauthorized: verifyChain,
    ...(!verifyHostname && { checkServerIdentity: () => undefined }),
    ...material?.(),
    ...rest,
  };
}
