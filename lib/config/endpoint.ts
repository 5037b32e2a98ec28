import { isIP } from 'node:net';
import type { ConfigReport } from './config-report.js';
import type { MailProperties } from './mail-properties.js';
import { type Preset, presetOfHost } from './presets.js';
import type { Security } from './security.js';
import type { SmtpSettings } from './smtp-settings.js';

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
  readonly prefix: string;
  readonly properties: MailProperties;
  readonly smtp: SmtpSettings;
  readonly protocol: 'smtp' | 'smtps';
  readonly preset: Preset | undefined;
  /** Somebody signs in, so the line must be protected. */
  readonly hasCredentials: boolean;
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
  const port = resolvePort(input, implicitTls, report);
  const security = resolveSecurity(input, implicitTls, port);
  if (host === undefined || port === undefined) return undefined;
  reportContradictions({ ...input, preset: known }, port, security, report);
  return { host, port, security, ...(known !== undefined && { preset: known }) };
}

function resolveHost(
  { prefix, properties, preset }: EndpointInput,
  report: ConfigReport,
): string | undefined {
  const written = properties.host;
  if (written === undefined || written.value.toLowerCase() === 'false') {
    if (preset === undefined) {
      report.fault(
        `${prefix}.host`,
        'is missing',
        'Set it to the name of the mail server, or set nest.mail.preset to a provider such as gmail.',
      );
    }
    return preset?.host;
  }
  const host = written.value.replace(/^\[(?<address>.*)\]$/u, '$<address>');
  if (HOST_NAME.test(host) || isIP(host) > 0) return host;
  const advice =
    host === ''
      ? 'Write the name of the mail server; empty would mean this machine.'
      : hostAdvice(written.value);
  report.fault(written.property, host === '' ? 'is empty' : 'is not a host name', advice);
  return undefined;
}

function hostAdvice(host: string): string {
  const [, name, port] = /^(?:[a-z]+:\/\/)?\s*([\w.-]+?)\s*(?::(\d+))?\/?$/iu.exec(host) ?? [];
  if (name === undefined) return 'Write the name of the mail server alone, such as smtp.example.org.';
  return port === undefined ? `Write ${name}.` : `Write ${name}, and ${port} as the port.`;
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

function resolvePort(input: EndpointInput, implicitTls: boolean, report: ConfigReport): number | undefined {
  const { properties, smtp } = input;
  const factoryPort = implicitTls
    ? (smtp.integer('socketFactory.port', { min: 1 }) ?? smtp.integer('ssl.socketFactory.port', { min: 1 }))
    : undefined;
  if (factoryPort !== undefined) return factoryPort;
  const written = properties.port;
  if (written !== undefined && (written.value < 1 || written.value > 65_535)) {
    report.fault(
      written.property,
      'is not a port',
      'Write a number from 1 to 65535: 465 for TLS from the first byte, 587 for STARTTLS.',
    );
    return undefined;
  }
  return (
    written?.value ??
    smtp.integer('port', { min: 1 }) ??
    presetPort(input, implicitTls) ??
    (implicitTls ? PORT.implicitTls : PORT.plain)
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
  port: number | undefined,
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
  { prefix, properties, preset }: EndpointInput,
  port: number,
  security: Security,
  report: ConfigReport,
): void {
  const at = properties.port?.property ?? `${prefix}.port`;
  const enableTls = `${prefix}.properties.mail.smtp.ssl.enable: true`;
  if (port === PORT.implicitTls && security !== 'implicit-tls') {
    report.fault(
      at,
      '465 expects TLS from the first byte, which the settings do not ask for',
      `Set ${enableTls}, or use port 587 for STARTTLS.`,
    );
  }
  if (security !== 'implicit-tls' || (port !== PORT.submission && port !== PORT.plain)) return;
  const advice = `Use port 465, or set mail.smtp.starttls.enable: true instead of ssl.enable.`;
  const problem = `${port} speaks in clear first and then STARTTLS, but the settings ask for TLS from the first byte`;
  if (preset === undefined) report.warn(at, problem, advice);
  else report.fault(at, problem, advice);
}
