import { createSecureContext } from 'node:tls';
import type { ConfigReport } from './config-report.js';
import type { MailProperties } from './mail-properties.js';
import type { TlsConfig } from './mailer-config.js';
import type { SmtpSettings } from './smtp-settings.js';

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

/** Reads what is asked of the server's certificate, and the versions and ciphers. */
export function resolveTls(
  host: string | undefined,
  properties: MailProperties,
  smtp: SmtpSettings,
  report: ConfigReport,
): TlsConfig {
  return {
    verifyHostname: verifyHostname(properties, smtp, report),
    verifyChain: !trustsBlindly(host, smtp, report),
    ...versions(smtp, report),
    ...ciphers(smtp, report),
  };
}

/** With `ssl.enabled` or a bundle, Spring overwrites `checkserveridentity` by `ssl.verify-hostname`. */
function verifyHostname(
  { sslEnabled, sslBundle, sslVerifyHostname }: MailProperties,
  smtp: SmtpSettings,
  report: ConfigReport,
): boolean {
  const identity = smtp.flag('ssl.checkserveridentity');
  const overwritten = sslEnabled?.value === true || Boolean(sslBundle?.value);
  if (sslVerifyHostname?.value === false) return false;
  if (overwritten && identity === false) {
    report.warn(
      smtp.property('ssl.checkserveridentity')!,
      'has no effect beside ssl.enabled or ssl.bundle',
      'Set spring.mail.ssl.verify-hostname: false instead.',
    );
    return true;
  }
  return identity ?? true;
}

function trustsBlindly(host: string | undefined, smtp: SmtpSettings, report: ConfigReport): boolean {
  const hosts = smtp.words('ssl.trust');
  if (hosts === undefined) return false;
  const property = smtp.property('ssl.trust')!;
  if (!hosts.includes('*') && host !== undefined && !hosts.includes(host)) {
    report.fault(
      property,
      `does not name the host ${host}`,
      `Add ${host}, or remove the key to have the certificate checked.`,
    );
    return false;
  }
  report.warn(
    property,
    'accepts any certificate, also that of an attacker',
    'Put the certificate into spring.ssl.bundle.pem.<name>.truststore.certificate and set spring.mail.ssl.bundle: <name>.',
  );
  return true;
}

function versions(smtp: SmtpSettings, report: ConfigReport): Pick<TlsConfig, 'minVersion' | 'maxVersion'> {
  const names = smtp.words('ssl.protocols');
  if (names === undefined) return {};
  const positions = names
    .map((name) => VERSIONS.findIndex((version) => version === name))
    .toSorted((a, b) => a - b);
  const contiguous = positions.every(
    (position, index) => position >= 0 && position === positions[0]! + index,
  );
  const [minVersion, maxVersion] = [VERSIONS[positions[0]!], VERSIONS[positions.at(-1)!]];
  if (contiguous && minVersion !== undefined && maxVersion !== undefined) return { minVersion, maxVersion };
  report.fault(
    smtp.property('ssl.protocols')!,
    'is not a range of TLS versions',
    `Write neighbours out of ${VERSIONS.join(' ')}, with blanks between them.`,
  );
  return {};
}

function ciphers(smtp: SmtpSettings, report: ConfigReport): Pick<TlsConfig, 'ciphers'> {
  const suites = smtp.words('ssl.ciphersuites')?.join(':');
  if (suites === undefined) return {};
  try {
    createSecureContext({ ciphers: suites });
  } catch {
    report.fault(
      smtp.property('ssl.ciphersuites')!,
      'names no cipher suite that is known here',
      'Write IANA or OpenSSL names with blanks between them, such as TLS_AES_256_GCM_SHA384, or remove the key.',
    );
  }
  return { ciphers: suites };
}
