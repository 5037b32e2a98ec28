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
/** Stages in which the server has the word and no mail is on its way. */
const SIGNING_IN = new Set(['greeting', 'ehlo', 'starttls', 'auth']);

const server = ({ host, port }: MailerConfig): string => `${host}:${port}`;
const smtpKey = (config: MailerConfig, key: string): string =>
  settingName(config, `properties.mail.${config.protocol}.${key}`);
const isTimeout = ({ code }: Observation): boolean => code === 'ETIMEDOUT';

/** RFC 4954 section 6, and what Postfix says of recipients to clients without sign-in; of content, 5.7.1 means spam. */
const wantsSignIn = ({ reply, refusals, stage }: Observation): boolean =>
  [reply, refusals[0]?.reply].some(
    (one) => one?.code === 530 || (stage === 'rcpt' && one?.code === 554 && one.enhancedCode === '5.7.1'),
  );

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
    when: ({ code }) => code === 'implicit-tls-port',
    why: (config) => `${server(config)} expects TLS from the first byte, which the settings do not ask for`,
    change: (config) =>
      `Set ${smtpKey(config, 'ssl.enable')}: true for port 465, or set ${settingName(config, 'port')} to 587 for STARTTLS.`,
  },
  {
    id: 'silent-server',
    when: (seen) => SIGNING_IN.has(seen.stage ?? '') && isTimeout(seen),
    why: (config) => `${server(config)} took the connection and did not answer in time`,
    change: (config) =>
      `Check that ${settingName(config, 'host')} and ${settingName(config, 'port')} name a mail server; ${smtpKey(config, 'timeout')} sets the limit.`,
  },
  {
    id: 'unreachable',
    when: (seen) => seen.stage === 'connect' && isTimeout(seen),
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
    id: 'starttls-for-now',
    when: ({ stage, reply }) => stage === 'starttls' && reply !== undefined && reply.code < 500,
    why: (config) => `${server(config)} cannot start TLS at the moment, and the mail must not go in clear`,
    change: () => 'Try again later.',
  },
  {
    id: 'no-starttls',
    when: ({ stage, reply }) => stage === 'starttls' && reply !== undefined,
    why: (config) => `${server(config)} does not offer STARTTLS, and the mail must not go in clear`,
    change: (config) =>
      `Check ${settingName(config, 'port')}; where the server speaks TLS from the first byte, set ${smtpKey(config, 'ssl.enable')}: true and port 465.`,
  },
  {
    id: 'auth-not-offered',
    when: ({ code }) => code === 'auth-not-offered',
    why: (config) =>
      `${server(config)} does not offer sign-in on this line, but there is a username and a password`,
    change: (config) =>
      `Remove ${settingName(config, 'username')} and ${settingName(config, 'password')} if the server needs none; otherwise check ${settingName(config, 'port')} and set ${smtpKey(config, 'starttls.enable')}: true, since many servers offer sign-in only after STARTTLS.`,
    authentication: true,
  },
  {
    id: 'no-common-mechanism',
    when: ({ code }) => code === 'no-common-mechanism',
    why: (config) => `${server(config)} offers no sign-in method that the settings allow`,
    change: (config) => `Change or remove ${smtpKey(config, 'auth.mechanisms')}.`,
    authentication: true,
  },
  {
    id: 'plaintext-credentials',
    when: ({ code }) => code === 'plaintext-credentials',
    why: (config) => `the line to ${server(config)} is not encrypted, so the password was not sent`,
    change: (config) =>
      `Set ${smtpKey(config, 'starttls.enable')}: true for port 587 or ${smtpKey(config, 'ssl.enable')}: true for port 465.`,
    authentication: true,
  },
  {
    id: 'no-credentials',
    when: ({ stage }) => stage === 'credentials',
    why: () => 'the function that gives the password failed',
    change: () => 'See the cause of this error.',
    authentication: true,
  },
  {
    id: 'sign-in-for-now',
    when: ({ stage, reply }) => stage === 'auth' && reply !== undefined && reply.code < 500,
    why: (config) => `${server(config)} cannot check the sign-in at the moment`,
    change: () => 'Try again later.',
    authentication: true,
  },
  {
    id: 'sign-in',
    when: ({ stage, reply }) => stage === 'auth' && reply !== undefined,
    why: (config) => `${server(config)} did not accept the username and password`,
    change: (config) =>
      [
        `Check ${settingName(config, 'username')} and ${settingName(config, 'password')}.`,
        config.preset?.signIn ?? 'Many providers want an app password here.',
      ].join(' '),
    authentication: true,
  },
  {
    id: 'sign-in-wanted',
    when: (seen, { credentials }) => credentials === undefined && wantsSignIn(seen),
    why: (config) => `${server(config)} takes mail only from those who sign in`,
    change: (config) => `Set ${settingName(config, 'username')} and ${settingName(config, 'password')}.`,
    authentication: true,
  },
];
