import type { ConnectionOptions } from 'node:tls';
import type { MailerConfig, TlsConfig } from '../config/mailer-config.js';
import { defined } from '../config/defined.js';
import { LONGEST_TIMER } from '../config/positive.js';
import type { AuthenticationConfig } from '../smtp/authentication.js';
import type { SmtpConnectConfig } from '../smtp/connect-config.js';
import { OAuth2Tokens } from '../smtp/oauth2-tokens.js';
import { requestToken } from '../smtp/token-endpoint.js';
import type { SmtpMailSettings } from '../smtp/smtp-mail.js';
import type { SmtpPoolConfig } from '../smtp/pool.js';

/** The part of a mailer that opens a connection. */
export function connectConfig(config: MailerConfig, tokens: OAuth2Tokens | undefined): SmtpConnectConfig {
  const { host, port, security, timeouts, localName, localAddress, proxy } = config;
  return {
    host,
    port,
    security,
    tls: tlsOptions(config.tls),
    fingerprints: config.tls.fingerprints,
    name: localName,
    localAddress,
    authentication: authentication(config, tokens),
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
export function poolConfig(config: MailerConfig): SmtpPoolConfig {
  const { pool, timeouts, sendTimeout, quitWait, chunking } = config;
  const { read, write } = timeouts;
  return {
    maxConnections: pool.maxConnections,
    maxMessages: pool.maxMessages,
    idleTimeout: pool.idleTimeout,
    sendTimeout,
    session: {
      pipelining: 'overlap',
      window: chunking ? pool.window : 0,
      timeouts: { reply: read, final: read, write },
      quitWait,
    },
  };
}

/** What the settings say about every mail. */
export function mailSettings(config: MailerConfig): SmtpMailSettings {
  const { sendPartial, dsn, submitter, mailExtension, tls } = config;
  return { sendPartial, dsn, submitter, extension: mailExtension, requireTls: tls.requireTls };
}

/** The access tokens of a mailer, which all of its connections share. */
export function accessTokens({ credentials, timeouts }: MailerConfig): OAuth2Tokens | undefined {
  if (credentials?.oauth2 === undefined) return undefined;
  const { tokenUrl: url, grant, clientId, scope, secrets } = credentials.oauth2;
  return new OAuth2Tokens((refreshToken, signal) => {
    const { clientSecret } = secrets();
    return requestToken(
      { url, grant, clientId, clientSecret, refreshToken, scope },
      timeouts.connect,
      signal,
    );
  }, secrets().refreshToken);
}

function authentication(
  { credentials, allowPlaintextCredentials }: MailerConfig,
  tokens: OAuth2Tokens | undefined,
): AuthenticationConfig | undefined {
  if (credentials === undefined) return undefined;
  const { username, password, mechanisms } = credentials;
  return {
    mechanisms,
    allowPlaintext: allowPlaintextCredentials,
    credentials: async (refused) => ({
      user: username,
      password: (await (tokens === undefined ? password?.() : tokens.get(refused))) ?? '',
    }),
  };
}

function tlsOptions(config: TlsConfig): ConnectionOptions {
  const { verifyHostname, verifyChain, material, fingerprints, minVersion, maxVersion, ciphers } = config;
  return {
    // A certificate that is known by its fingerprint needs no other witness.
    rejectUnauthorized: verifyChain && fingerprints === undefined,
    ...(!verifyHostname && { checkServerIdentity: () => undefined }),
    ...material?.(),
    ...defined({ minVersion, maxVersion, ciphers }),
  };
}
