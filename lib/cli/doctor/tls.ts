import { TLSSocket } from 'node:tls';
import type { MailerConfig } from '../../config/mailer-config.js';
import { smtpSetting } from '../../diagnosis/cause.js';
import { settingSource } from '../../diagnosis/setting-name.js';
import { readCertificate } from '../../smtp/certificate.js';
import type { SmtpLine } from '../../smtp/smtp-line.js';
import { type Finding, ok } from './check.js';

const DAY = 86_400_000;
/** Days before its end at which a certificate that renews itself has long been renewed. */
const SOON = 21;
const NEW_TLS = new Set(['TLSv1.2', 'TLSv1.3']);

/** What protects the line: the version, the certificate with its chain, and how long it still holds. */
export function tlsFinding({ socket, encrypted }: SmtpLine, config: MailerConfig): Finding {
  if (!encrypted || !(socket instanceof TLSSocket)) return inClear(config);
  const certificate = readCertificate(socket);
  const version = socket.getProtocol() ?? 'TLS';
  if (certificate === undefined) return ok(version);
  const { names, chain, validTo } = certificate;
  const days = Math.floor((validTo.getTime() - Date.now()) / DAY);
  const detail = `${version}, ${socket.getCipher().name}; certificate for ${names.slice(0, 4).join(', ')}, issued by ${chain.join(' < ')}, ${days} days left`;
  if (!config.tls.verifyChain) return unchecked(detail, config);
  if (!NEW_TLS.has(version)) return oldVersion(detail, config);
  if (days >= SOON) return ok(detail);
  return {
    status: 'warn',
    detail,
    advice: `Renew the certificate before ${validTo.toISOString().slice(0, 10)}.`,
  };
}

function inClear(config: MailerConfig): Finding {
  if (config.allowPlaintextCredentials) return ok('none, which is allowed for this host');
  return {
    status: 'warn',
    detail: 'none: mail goes in clear',
    ...settingSource(config, smtpSetting(config, 'starttls.enable')),
    expected: 'true',
    advice: 'Ask for STARTTLS at port 587, or for TLS from the first byte at port 465.',
  };
}

function unchecked(detail: string, config: MailerConfig): Finding {
  return {
    status: 'warn',
    detail: `${detail}; it is not checked`,
    ...settingSource(config, smtpSetting(config, 'ssl.trust')),
    expected: 'no such key',
    advice:
      'Put the certificate of its authority into spring.ssl.bundle.pem.<name>.truststore.certificate, set spring.mail.ssl.bundle: <name>, and remove ssl.trust.',
  };
}

function oldVersion(detail: string, config: MailerConfig): Finding {
  return {
    status: 'warn',
    detail,
    ...settingSource(config, smtpSetting(config, 'ssl.protocols')),
    expected: 'TLSv1.2 TLSv1.3',
    advice: 'Use a mail server with TLS 1.2 or newer (RFC 8997).',
  };
}
