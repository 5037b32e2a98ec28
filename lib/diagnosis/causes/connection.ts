import type { MailerConfig } from '../../config/mailer-config.js';
import { type Cause, server, smtpKey, smtpSetting } from '../cause.js';
import type { Observation } from '../observation.js';
import { settingName } from '../setting-name.js';

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
const SETTING_UP = new Set(['greeting', 'ehlo', 'starttls', 'auth']);

const isTimeout = ({ code }: Observation): boolean => code === 'ETIMEDOUT';

/** The setting that asks for TLS from the first byte. */
function tlsSetting(config: MailerConfig): string {
  if (config.sources.has('ssl.enabled')) return 'ssl.enabled';
  const property = smtpSetting(config, 'ssl.enable');
  return config.protocol === 'smtps' && !config.sources.has(property) ? 'protocol' : property;
}

/** Why no connection was made, up to sign-in. */
export const CONNECTION: readonly Cause[] = [
  {
    id: 'proxy',
    when: ({ stage }) => stage === 'proxy',
    why: () => 'the proxy did not connect to the mail server',
    wrong: (config) => ({
      setting: smtpSetting(
        config,
        config.sources.has(smtpSetting(config, 'socks.host')) ? 'socks.host' : 'proxy.host',
      ),
      expected: 'a proxy that runs and lets this machine through',
    }),
    change: (config) =>
      `Check ${smtpKey(config, 'proxy.host')} and its port, user and password, or ${smtpKey(config, 'socks.host')}.`,
  },
  {
    id: 'tls-on-plain-port',
    when: ({ originalCode }) => originalCode === 'ERR_SSL_WRONG_VERSION_NUMBER',
    why: (config) =>
      `${server(config)} does not speak TLS from the first byte, but ${settingName(config, tlsSetting(config))} asks for it`,
    wrong: (config) => {
      const setting = tlsSetting(config);
      return { setting, expected: setting === 'protocol' ? 'smtp' : 'false' };
    },
    change: (config) =>
      `Set ${settingName(config, 'port')} to 465, or remove ${settingName(config, tlsSetting(config))} and set ${smtpKey(config, 'starttls.enable')}: true for port 587.`,
  },
  {
    id: 'plain-on-tls-port',
    when: ({ code }) => code === 'implicit-tls-port',
    why: (config) => `${server(config)} expects TLS from the first byte, which the settings do not ask for`,
    wrong: (config) => ({
      setting: config.sources.has('ssl.enabled') ? 'ssl.enabled' : smtpSetting(config, 'ssl.enable'),
      expected: 'true',
    }),
    change: (config) =>
      `Set ${smtpKey(config, 'ssl.enable')}: true for port 465, or set ${settingName(config, 'port')} to 587 for STARTTLS.`,
  },
  {
    id: 'silent-server',
    when: (seen) => SETTING_UP.has(seen.stage ?? '') && isTimeout(seen),
    why: (config) => `${server(config)} took the connection and did not answer in time`,
    wrong: () => ({ setting: 'port', expected: 'the port of a mail server: 587, 465 or 25' }),
    change: (config) =>
      `Check that ${settingName(config, 'host')} and ${settingName(config, 'port')} name a mail server; ${smtpKey(config, 'timeout')} sets the limit.`,
  },
  {
    id: 'unreachable',
    when: (seen) => seen.stage === 'connect' && isTimeout(seen),
    why: (config) => `${server(config)} could not be reached within ${config.timeouts.connect} ms`,
    wrong: () => ({ setting: 'port', expected: 'a port that the network lets through: 587 or 465' }),
    change: (config) =>
      `Check ${settingName(config, 'host')} and ${settingName(config, 'port')}, and that no firewall is in between (many networks block port 25); ${smtpKey(config, 'connectiontimeout')} sets the limit.`,
  },
  {
    id: 'refused-connection',
    when: ({ originalCode }) => originalCode === 'ECONNREFUSED',
    why: (config) => `nothing listens on ${server(config)}`,
    wrong: () => ({ setting: 'port', expected: 'a port that the mail server listens on: 587, 465 or 25' }),
    change: (config) =>
      `Check ${settingName(config, 'host')} and ${settingName(config, 'port')}, and that the mail server is running.`,
  },
  {
    id: 'unknown-host',
    when: ({ code, originalCode }) =>
      code === 'EDNS' || originalCode === 'ENOTFOUND' || originalCode === 'EAI_AGAIN',
    why: ({ host }) => `the host name ${host} does not resolve`,
    wrong: () => ({ setting: 'host', expected: 'a host name that resolves' }),
    change: (config) => `Correct ${settingName(config, 'host')}, or check the DNS of this machine.`,
  },
  {
    id: 'untrusted-certificate',
    when: ({ originalCode = '' }) => UNTRUSTED.has(originalCode),
    why: (config) =>
      `the certificate of ${server(config)} was not issued by an authority that is trusted here`,
    wrong: () => ({ setting: 'ssl.bundle', expected: "a bundle that trusts the certificate's authority" }),
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
    wrong: () => ({ setting: 'host', expected: 'a name that the certificate holds' }),
    change: (config) => `Write the certificate's name as ${settingName(config, 'host')}.`,
  },
  {
    id: 'old-tls',
    when: ({ originalCode = '' }) => OLD_TLS.has(originalCode),
    why: (config) => `${server(config)} and this client have no TLS version in common`,
    wrong: (config) => ({ setting: smtpSetting(config, 'ssl.protocols'), expected: 'TLSv1.2 TLSv1.3' }),
    change: (config) =>
      `Use a mail server with TLS 1.2 or newer, or check ${smtpKey(config, 'ssl.protocols')}.`,
  },
  {
    id: 'no-mail-server',
    when: ({ stage, code, reply }) =>
      code === 'EPROTOCOL' && reply === undefined && (stage === 'greeting' || stage === 'ehlo'),
    why: (config) => `what answers on ${server(config)} is no mail server`,
    wrong: () => ({ setting: 'port', expected: 'the port of a mail server: 587, 465 or 25' }),
    change: (config) => `Check ${settingName(config, 'host')} and ${settingName(config, 'port')}.`,
  },
  {
    id: 'closed-early',
    when: ({ stage, code, originalCode, reply }) =>
      reply === undefined &&
      stage !== undefined &&
      (SETTING_UP.has(stage) || stage === 'tls') &&
      (code === 'ECONNECTION' || originalCode === 'ECONNRESET'),
    why: (config) => `${server(config)} closed the connection before it took a mail`,
    wrong: () => ({ setting: 'port', expected: 'the port of a mail server: 587, 465 or 25' }),
    change: (config) =>
      `Check ${settingName(config, 'host')} and ${settingName(config, 'port')}, and that the mail server lets this machine in.`,
  },
  {
    id: 'busy-server',
    when: ({ stage, reply }) =>
      reply !== undefined && reply.code < 500 && (stage === 'greeting' || stage === 'ehlo'),
    why: (config) => `${server(config)} takes no mail at the moment`,
    change: () => 'Try again later; fewer connections at a time (nest.mail.pool.max-connections) may help.',
  },
  {
    id: 'client-refused',
    when: ({ stage, reply }) => reply !== undefined && (stage === 'greeting' || stage === 'ehlo'),
    why: (config) => `${server(config)} does not take mail from this machine`,
    wrong: (config) => ({
      setting: smtpSetting(config, 'localhost'),
      expected: 'the full host name of this machine, which its address leads back to',
    }),
    change: (config) =>
      `Ask its administrator to allow the address of this machine; some servers want its full host name in ${smtpKey(config, 'localhost')}.`,
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
    wrong: () => ({ setting: 'port', expected: '587 for STARTTLS, or 465 with TLS from the first byte' }),
    change: (config) =>
      `Check ${settingName(config, 'port')}; where the server speaks TLS from the first byte, set ${smtpKey(config, 'ssl.enable')}: true and port 465.`,
  },
];
