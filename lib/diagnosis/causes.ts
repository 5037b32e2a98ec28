import type { MailerConfig } from '../config/mailer-config.js';
import { settingName } from './setting-name.js';
import type { Observation } from './observation.js';

/** One known reason for a failure, what it means and which key to change. */
export interface Cause {
  /** Stable name, for tests, events and the documentation. */
  readonly id: string;
  readonly when: (seen: Observation, config: MailerConfig) => boolean;
  /** Continues "The mail was not sent: …". */
  readonly why: (config: MailerConfig, seen: Observation) => string;
  /** Full sentences. */
  readonly change: (config: MailerConfig, seen: Observation) => string;
  /** The account cannot sign in: the next mail would fail in the same way. */
  readonly authentication?: true;
}

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);
const OLD_TLS = new Set([
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED',
  'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
]);

const server = ({ host, port }: MailerConfig): string => `${host}:${port}`;
const smtpKey = (config: MailerConfig, key: string): string =>
  settingName(config, `properties.mail.${config.protocol}.${key}`);
const isSignIn = ({ code, command }: Observation): boolean =>
  code === 'EAUTH' || command?.startsWith('AUTH') === true;

/** The first row whose `when` holds explains the failure. */
export const CAUSES: readonly Cause[] = [
  {
    id: 'tls-on-plain-port',
    when: ({ originalCode }) => originalCode === 'ERR_SSL_WRONG_VERSION_NUMBER',
    why: (config) =>
      `${server(config)} does not speak TLS from the first byte, but ${smtpKey(config, 'ssl.enable')} asks for it`,
    change: (config) =>
      `Set ${settingName(config, 'port')} to 465, or remove ${smtpKey(config, 'ssl.enable')} and set ${smtpKey(config, 'starttls.enable')}: true for port 587.`,
  },
  {
    id: 'plain-on-tls-port',
    when: ({ timeoutType }, { security }) =>
      timeoutType === 'GREETING_TIMEOUT' && security !== 'implicit-tls',
    why: (config) =>
      `${server(config)} took the connection and said nothing, as a port does that expects TLS from the first byte`,
    change: (config) =>
      `Set ${smtpKey(config, 'ssl.enable')}: true for port 465, or set ${settingName(config, 'port')} to 587 for STARTTLS.`,
  },
  {
    id: 'silent-server',
    when: ({ timeoutType }) => timeoutType === 'GREETING_TIMEOUT' || timeoutType === 'UPGRADE_TIMEOUT',
    why: (config) => `${server(config)} took the connection and did not answer in time`,
    change: (config) =>
      `Check that ${settingName(config, 'host')} and ${settingName(config, 'port')} name a mail server.`,
  },
  {
    id: 'unreachable',
    when: ({ timeoutType }) => timeoutType === 'CONNECT_TIMEOUT',
    why: (config) => `${server(config)} could not be reached within ${config.timeouts.connect} ms`,
    change: (config) =>
      `Check ${settingName(config, 'host')} and ${settingName(config, 'port')}, and that no firewall is in between (many networks block port 25); ${smtpKey(config, 'connectiontimeout')} sets the limit.`,
  },
  {
    id: 'refused-connection',
    when: ({ originalCode }) => originalCode === 'ECONNREFUSED',
    why: (config) => `nothing listens on ${server(config)}`,
    change: (config) =>
      `Check ${settingName(config, 'host')} and ${settingName(config, 'port')}, and that the mail server is running.`,
  },
  {
    id: 'unknown-host',
    when: ({ code, originalCode }) =>
      code === 'EDNS' || originalCode === 'ENOTFOUND' || originalCode === 'EAI_AGAIN',
    why: ({ host }) => `the host name ${host} does not resolve`,
    change: (config) => `Correct ${settingName(config, 'host')}, or check the DNS of this machine.`,
  },
  {
    id: 'untrusted-certificate',
    when: ({ originalCode = '' }) => UNTRUSTED.has(originalCode),
    why: (config) =>
      `the certificate of ${server(config)} was not issued by an authority that is trusted here`,
    change: (config) =>
      `Trust its authority with spring.ssl.bundle.pem.<name>.truststore.certificate and ${settingName(config, 'ssl.bundle')}: <name>.`,
  },
  {
    id: 'expired-certificate',
    when: ({ originalCode }) => originalCode === 'CERT_HAS_EXPIRED',
    why: (config) => `the certificate of ${server(config)} has expired`,
    change: () => 'Renew it on the mail server, and check the clock of this machine.',
  },
  {
    id: 'wrong-certificate-name',
    when: ({ originalCode }) => originalCode === 'ERR_TLS_CERT_ALTNAME_INVALID',
    why: (config) => `the certificate of ${server(config)} is for another host name`,
    change: (config) => `Write the certificate's name as ${settingName(config, 'host')}.`,
  },
  {
    id: 'old-tls',
    when: ({ originalCode = '' }) => OLD_TLS.has(originalCode),
    why: (config) => `${server(config)} and this client have no TLS version in common`,
    change: (config) =>
      `Use a mail server with TLS 1.2 or newer, or check ${smtpKey(config, 'ssl.protocols')}.`,
  },
  {
    id: 'no-starttls',
    when: ({ code, command }) => code === 'ETLS' || command === 'STARTTLS',
    why: (config) => `${server(config)} does not offer STARTTLS, and the mail must not go in clear`,
    change: (config) =>
      `Check ${settingName(config, 'port')}; where the server speaks TLS from the first byte, set ${smtpKey(config, 'ssl.enable')}: true and port 465.`,
  },
  {
    id: 'sign-in-for-now',
    when: (seen) => isSignIn(seen) && seen.reply !== undefined && seen.reply.code < 500,
    why: (config) => `${server(config)} cannot check the sign-in at the moment`,
    change: () => 'Try again later.',
    authentication: true,
  },
  {
    id: 'sign-in',
    when: isSignIn,
    why: (config) => `${server(config)} did not accept the username and password`,
    change: (config) =>
      config.preset?.signIn ??
      `Check ${settingName(config, 'username')} and ${settingName(config, 'password')}; many providers want an app password here.`,
    authentication: true,
  },
  {
    id: 'sign-in-wanted',
    when: ({ reply }, { credentials }) =>
      credentials === undefined &&
      (reply?.code === 530 || (reply?.code === 554 && reply.enhancedCode === '5.7.1')),
    why: (config) => `${server(config)} takes mail only from those who sign in`,
    change: (config) => `Set ${settingName(config, 'username')} and ${settingName(config, 'password')}.`,
    authentication: true,
  },
];
