import type { MailerConfig } from '../../config/mailer-config.js';
import type { ServerCertificate } from '../../smtp/certificate.js';
import { type Cause, server, smtpKey, smtpSetting } from '../cause.js';
import type { Observation } from '../observation.js';
import { settingName } from '../setting-name.js';

/** What Node says when the first bytes are no TLS, by version of OpenSSL. */
const NO_TLS = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_UNKNOWN_PROTOCOL',
  'ERR_SSL_HTTP_REQUEST',
]);
/** No common version or cipher, or keys that are too short for what the versions ask. */
const OLD_TLS =
  /^ERR_SSL_.*(?:UNSUPPORTED_PROTOCOL|ALERT_PROTOCOL_VERSION|ALERT_HANDSHAKE_FAILURE|ALERT_INSUFFICIENT_SECURITY|LEGACY_SIGALG|NO_PROTOCOLS_AVAILABLE|NO_CIPHERS_AVAILABLE|NO_SHARED_CIPHER|KEY_TOO_SMALL|UNSAFE_LEGACY_RENEGOTIATION)/u;
const WANTS_OURS = /^ERR_SSL_.*ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA)$/u;
const OTHER_NAME = new Set(['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH']);
const UNTRUSTED = /CERT|SIGNATURE|ISSUER|^INVALID_CA$/u;
const DAY = 86_400_000;

/** The setting that asks for TLS from the first byte. */
function tlsSetting(config: MailerConfig): string {
  if (config.sources.has('ssl.enabled')) return 'ssl.enabled';
  const property = smtpSetting(config, 'ssl.enable');
  return config.protocol === 'smtps' && !config.sources.has(property) ? 'protocol' : property;
}

/** `3 days ago, on 2026-11-24`. */
function since(date: Date): string {
  const days = Math.max(0, Math.floor((Date.now() - date.getTime()) / DAY));
  const ago = days === 0 ? 'today' : `${days} ${days === 1 ? 'day' : 'days'} ago`;
  return `${ago}, on ${date.toISOString().slice(0, 10)}`;
}

/** Of some names the one to write, of many what they have in common. */
function usableNames({ names }: Pick<ServerCertificate, 'names'>): string {
  const plain = names.filter((name) => !name.startsWith('*'));
  if (plain.length === 1 && names.length === 1) return plain[0] ?? '';
  return names.length === 0 ? 'a name that the certificate holds' : `one of ${names.slice(0, 5).join(', ')}`;
}

const code = ({ originalCode = '' }: Observation): string => originalCode;

/** Why no encrypted line was made. */
export const TLS: readonly Cause[] = [
  {
    id: 'tls-on-plain-port',
    when: (seen) => NO_TLS.has(code(seen)),
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
    when: (seen) => seen.code === 'implicit-tls-port',
    why: (config) => `${server(config)} expects TLS from the first byte, which the settings do not ask for`,
    wrong: (config) => ({
      setting: config.sources.has('ssl.enabled') ? 'ssl.enabled' : smtpSetting(config, 'ssl.enable'),
      expected: 'true',
    }),
    change: (config) =>
      `Set ${smtpKey(config, 'ssl.enable')}: true for port 465, or set ${settingName(config, 'port')} to 587 for STARTTLS.`,
  },
  {
    id: 'fingerprint-mismatch',
    when: (seen) => seen.code === 'fingerprint-mismatch',
    why: (config, { detail = '' }) =>
      `${server(config)} is not the server that ${settingName(config, 'nest.mail.tls.fingerprint')} describes (${detail})`,
    wrong: () => ({
      setting: 'nest.mail.tls.fingerprint',
      expected: 'the fingerprint that the administrator of the mail server tells',
    }),
    change: () =>
      'Ask its administrator whether the certificate was replaced: somebody on the way could show another one. Several fingerprints may be written, with commas.',
  },
  {
    id: 'expired-certificate',
    when: (seen) => code(seen) === 'CERT_HAS_EXPIRED',
    why: (config, { certificate }) =>
      `the certificate of ${server(config)} expired${certificate === undefined ? '' : ` ${since(certificate.validTo)}`}`,
    change: () => 'Renew it on the mail server, and check the clock of this machine.',
  },
  {
    id: 'early-certificate',
    when: (seen) => code(seen) === 'CERT_NOT_YET_VALID',
    why: (config, { certificate }) =>
      `the certificate of ${server(config)} is not valid yet${certificate === undefined ? '' : `, only from ${certificate.validFrom.toISOString().slice(0, 10)} on`}`,
    change: () => 'Check the clock of this machine, and of the one that issued the certificate.',
  },
  {
    id: 'wrong-certificate-name',
    when: (seen) => OTHER_NAME.has(code(seen)),
    why: (config, { certificate }) =>
      `the certificate of ${server(config)} is for another host name${certificate === undefined ? '' : ` (${certificate.names.slice(0, 5).join(', ')})`}`,
    wrong: (_config, { certificate }) => ({
      setting: 'host',
      expected: usableNames(certificate ?? { names: [] }),
    }),
    change: (config) => `Write the certificate's name as ${settingName(config, 'host')}.`,
  },
  {
    id: 'untrusted-certificate',
    when: (seen) => !code(seen).startsWith('ERR_') && UNTRUSTED.test(code(seen)),
    why: (config, { certificate }) => {
      const by = certificate?.isSelfSigned === true ? 'itself' : `"${certificate?.issuer}"`;
      return `the certificate of ${server(config)} was ${certificate === undefined ? 'not issued by an authority that is' : `issued by ${by}, which is not`} trusted here`;
    },
    wrong: () => ({ setting: 'ssl.bundle', expected: "a bundle that trusts the certificate's authority" }),
    change: (config) =>
      `Trust its authority with spring.ssl.bundle.pem.<name>.truststore.certificate and ${settingName(config, 'ssl.bundle')}: <name>.`,
  },
  {
    id: 'client-certificate',
    when: (seen) => WANTS_OURS.test(code(seen)),
    why: (config) =>
      `${server(config)} wants a certificate of this client, or does not accept the one it has`,
    wrong: () => ({ setting: 'ssl.bundle', expected: 'a bundle with a certificate that the server accepts' }),
    change: (config) =>
      `Give it with spring.ssl.bundle.pem.<name>.keystore.certificate and private-key, and set ${settingName(config, 'ssl.bundle')}: <name>.`,
  },
  {
    id: 'old-tls',
    when: (seen) => OLD_TLS.test(code(seen)),
    why: (config) => `${server(config)} and this client have no TLS version, cipher or key length in common`,
    wrong: (config) => ({ setting: smtpSetting(config, 'ssl.protocols'), expected: 'TLSv1.2 TLSv1.3' }),
    change: (config) =>
      `Use a mail server with TLS 1.2 or newer, or check ${smtpKey(config, 'ssl.protocols')} and ${smtpKey(config, 'ssl.ciphersuites')}.`,
  },
];
