import type { ConfigReport } from './config-report.js';
import type { MailProperties } from './mail-properties.js';
import type { SmtpSettings } from './smtp-settings.js';
import type { ResolvedProperty } from './spring/resolved-property.js';

/** A port, and the property that says so. */
export interface WrittenPort {
  readonly value: number;
  readonly property: ResolvedProperty;
}

/** What a port is read from. */
export interface PortInput {
  readonly properties: MailProperties;
  readonly smtp: SmtpSettings;
  /** `mail.smtp.socketFactory.class` asks for TLS from the first byte. */
  readonly usesSocketFactory: boolean;
  readonly implicitTls: boolean;
}

/**
 * The port that was written. As in Angus, a socket factory that is used brings its own, and `spring.mail.port` wins over
 * `mail.smtp.port`; those that lose are named.
 */
export function resolveWrittenPort(input: PortInput, report: ConfigReport): WrittenPort | undefined {
  const { properties, smtp, usesSocketFactory, implicitTls } = input;
  const hasBundle = Boolean(properties.sslBundle?.value);
  const [first, ...others] = [
    factoryPort(smtp, 'socketFactory.port', usesSocketFactory, report),
    factoryPort(smtp, 'ssl.socketFactory.port', implicitTls && hasBundle, report),
    checked(properties.port, report),
    smtpPort(smtp, 'port'),
  ].filter((port) => port !== undefined);
  for (const { value, property } of others) {
    if (value !== first?.value)
      report.warn(property, `has no effect beside ${first?.property.key}`, 'Remove one of the two.');
  }
  return first;
}

function checked(written: WrittenPort | undefined, report: ConfigReport): WrittenPort | undefined {
  if (written !== undefined && (written.value < 1 || written.value > 65_535)) {
    report.fault(
      written.property,
      'is not a port',
      'Write a number from 1 to 65535: 465 for TLS from the first byte, 587 for STARTTLS.',
    );
  }
  return written;
}

function smtpPort(
  smtp: SmtpSettings,
  key: 'port' | 'socketFactory.port' | 'ssl.socketFactory.port',
): WrittenPort | undefined {
  const property = smtp.property(key);
  const value = smtp.integer(key, { min: 1 });
  return property === undefined || value === undefined ? undefined : { value, property };
}

function factoryPort(
  smtp: SmtpSettings,
  key: 'socketFactory.port' | 'ssl.socketFactory.port',
  isUsed: boolean,
  report: ConfigReport,
): WrittenPort | undefined {
  const port = smtpPort(smtp, key);
  if (isUsed || port === undefined) return port;
  report.warn(
    port.property,
    'has no effect without its socket factory',
    'Set spring.mail.port, and mail.smtp.ssl.enable: true for TLS from the first byte.',
  );
  return undefined;
}
