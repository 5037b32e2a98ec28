import { createTransport, type SMTPPoolOptions } from 'nodemailer';
import type { ConnectionOptions } from 'node:tls';
import type { MailerConfig, TlsConfig } from '../config/mailer-config.js';
import type { Security } from '../config/security.js';
import { NodemailerTransport } from './nodemailer.transport.js';

/** Connections to one mail server by SMTP, as the settings say. */
export function smtpTransport(config: MailerConfig): NodemailerTransport {
  return new NodemailerTransport(createTransport(poolOptions(config)));
}

/** nodemailer guesses what is left out (port, TLS, sign-in); so everything is said. */
function poolOptions(config: MailerConfig): SMTPPoolOptions & { pool: true } {
  const { host, port, timeouts, pool, credentials } = config;
  return {
    pool: true,
    host,
    port,
    ...SECURITY[config.security],
    tls: tlsOptions(config.tls),
    ...(credentials !== undefined && {
      auth: { user: credentials.username, pass: String(credentials.password) },
    }),
    connectionTimeout: timeouts.connect,
    dnsTimeout: timeouts.connect,
    greetingTimeout: timeouts.connect,
    socketTimeout: timeouts.read,
    maxConnections: pool.maxConnections,
    maxMessages: pool.maxMessages,
    idleTimeout: pool.idleTimeout,
    ...(config.localName !== undefined && { name: config.localName }),
    ...(config.localAddress !== undefined && { localAddress: config.localAddress }),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

const SECURITY: Record<Security, Pick<SMTPPoolOptions, 'secure' | 'requireTLS' | 'ignoreTLS'>> = {
  'implicit-tls': { secure: true },
  starttls: { secure: false, requireTLS: true },
  'starttls-if-offered': { secure: false },
  none: { secure: false, ignoreTLS: true },
};

function tlsOptions({ verifyHostname, verifyChain, ...rest }: TlsConfig): ConnectionOptions {
  return {
    rejectUnauthorized: verifyChain,
    ...(!verifyHostname && { checkServerIdentity: () => undefined }),
    ...rest,
  };
}
