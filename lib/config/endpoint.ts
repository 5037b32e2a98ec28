import { isIP } from 'node:net';
import type { ConfigReport } from './config-report.js';
import type { MailProperties } from './mail-properties.js';
import { hostAdvice, missingHostAdvice } from './host-advice.js';
import { resolveWrittenPort, type WrittenPort } from './port.js';
import { presetOfHost } from './find-preset.js';
import type { Preset } from './presets.js';
import type { Security } from './security.js';
import type { SmtpSettings } from './smtp-settings.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

/** Where a mailer connects to, and how the line is protected. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  /** The provider the host belongs to. */
  readonly preset?: Preset;
}

/** What an endpoint is read from. */
export interface EndpointInput {
  readonly environment: SpringEnvironment;
  readonly prefix: string;
  readonly properties: MailProperties;
  readonly smtp: SmtpSettings;
  readonly protocol: 'smtp' | 'smtps';
  readonly preset: Preset | undefined;
  /** Somebody signs in, so the line must be protected. */
  readonly hasCredentials: boolean;
  /** Where files of settings are looked for. */
  readonly directory: string;
}

/** The one class name that a Spring configuration may hold: an old way to say "TLS from the first byte". */
const JAVA_TLS_SOCKETS = 'javax.net.ssl.SSLSocketFactory';
const PORT = { plain: 25, implicitTls: 465, submission: 587 } as const;
const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/iu;

/** Reads host, port and security, and reports where they contradict each other. */
export function resolveEndpoint(input: EndpointInput, report: ConfigReport): Endpoint | undefined {
  const host = resolveHost(input, report);
  const known = input.preset ?? (host === undefined ? undefined : presetOfHost(host));
  const implicitTls = asksForImplicitTls(input, report);
  const usesSocketFactory = input.smtp.property('socketFactory.class')?.value === JAVA_TLS_SOCKETS;
  const written = resolveWrittenPort({ ...input, usesSocketFactory, implicitTls }, report);
  const port =
    written?.value ?? presetPort(input, implicitTls) ?? (implicitTls ? PORT.implicitTls : PORT.plain);
  const security = resolveSecurity(input, implicitTls, port);
  if (host === undefined) return undefined;
  reportContradictions({ ...input, preset: known }, { port, written, security }, report);
  return { host, port, security, ...(known !== undefined && { preset: known }) };
}

function resolveHost(
  { prefix, properties, preset, environment, directory }: EndpointInput,
  report: ConfigReport,
): string | undefined {
  const written = properties.host;
  if (written === undefined || written.value.toLowerCase() === 'false') {
    if (preset === undefined) {
      report.fault(`${prefix}.host`, 'is missing', missingHostAdvice(prefix, environment, directory));
    }
    return preset?.host;
  }
  // Told already, with the name of what is not set.
  if (written.property.unresolved.length > 0) return undefined;
  const host = written.value.replace(/^\[(?<address>.*)\]$/u, '$<address>');
  if (HOST_NAME.test(host) || isIP(host) > 0) return host;
  const advice =
    host === ''
      ? 'Write the name of the mail server; empty would mean this machine.'
      : hostAdvice(written.value);
  report.fault(written.property, host === '' ? 'is empty' : 'is not a host name', advice);
  return undefined;
}

function asksForImplicitTls({ properties, smtp, protocol }: EndpointInput, report: ConfigReport): boolean {
  const factory = smtp.property('socketFactory.class');
  if (factory !== undefined && factory.value !== '' && factory.value !== JAVA_TLS_SOCKETS) {
    report.fault(
      factory,
      'names a Java class that has no meaning in Node',
      'Remove it; for TLS from the first byte set mail.smtp.ssl.enable: true.',
    );
  }
  return (
    protocol === 'smtps' ||
    properties.sslEnabled?.value === true ||
    smtp.flag('ssl.enable') === true ||
    factory?.value === JAVA_TLS_SOCKETS
  );
}

/** The provider's port for the security that was written, else the one it recommends. */
function presetPort({ preset, smtp, properties }: EndpointInput, implicitTls: boolean): number | undefined {
  const starttls = smtp.flag('starttls.enable') === true || smtp.flag('starttls.required') === true;
  const asked = implicitTls ? 'implicit-tls' : starttls ? 'starttls' : undefined;
  const ports = preset?.ports.filter(({ security }) => !isRefused(security, properties, smtp)) ?? [];
  return (asked === undefined ? ports[0] : ports.find(({ security }) => security === asked))?.port;
}

function resolveSecurity(
  { smtp, preset, properties, hasCredentials }: EndpointInput,
  implicitTls: boolean,
  port: number,
): Security {
  if (implicitTls) return 'implicit-tls';
  if (smtp.flag('starttls.required') === true) return 'starttls';
  if (smtp.flag('starttls.enable') === true) return hasCredentials ? 'starttls' : 'starttls-if-offered';
  const security = preset?.ports.find((one) => one.port === port)?.security ?? 'none';
  return isRefused(security, properties, smtp) ? 'none' : security;
}

/** `false` was written where the preset would switch it on. */
function isRefused(security: Security, { sslEnabled }: MailProperties, smtp: SmtpSettings): boolean {
  return security === 'implicit-tls'
    ? sslEnabled?.value === false || smtp.flag('ssl.enable') === false
    : smtp.flag('starttls.enable') === false;
}

function reportContradictions(
  { prefix, properties, smtp, preset, protocol }: EndpointInput,
  { port, written, security }: { port: number; written: WrittenPort | undefined; security: Security },
  report: ConfigReport,
): void {
  const at = written?.property ?? `${prefix}.port`;
  if (port === PORT.implicitTls && security !== 'implicit-tls') {
    report.fault(
      at,
      '465 expects TLS from the first byte, which the settings do not ask for',
      `Set ${prefix}.properties.mail.${protocol}.ssl.enable: true, or use port 587 for STARTTLS.`,
    );
  }
  if (security === 'implicit-tls' && (port === PORT.submission || port === PORT.plain)) {
    const asked = protocol === 'smtps' ? `${prefix}.protocol: smtps` : 'ssl.enable';
    const advice = `Use port 465, or set mail.smtp.starttls.enable: true instead of ${asked}.`;
    const problem = `${port} speaks in clear first and then STARTTLS, but the settings ask for TLS from the first byte`;
    if (preset === undefined) report.warn(at, problem, advice);
    else report.fault(at, problem, advice);
  }
  const starttls = smtp.property('starttls.enable');
  if (starttls !== undefined && security === 'starttls' && smtp.flag('starttls.enable') === false) {
    report.fault(starttls, 'contradicts starttls.required: true', 'Remove one of the two.');
  }
  if (security === 'none' && properties.sslBundle?.value) {
    report.warn(
      properties.sslBundle.property,
      'has no effect without TLS',
      `Set ${prefix}.ssl.enabled: true (port 465), or mail.smtp.starttls.enable: true (port 587).`,
    );
  }
}
