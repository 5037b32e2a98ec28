import { type Charset, charsetByName } from '../message/compose/charset.js';
import { isLoopback } from '../message/loopback.js';
import type { MailSeal } from '../message/seal/mail-seal.js';
import type { ConfigReport } from './config-report.js';
import { resolveCredentials, resolveTokenUser } from './credentials.js';
import { defined } from './defined.js';
import { resolveDkim } from './dkim.js';
import { type Endpoint, resolveEndpoint } from './endpoint.js';
import { bindMailProperties, type MailProperties } from './mail-properties.js';
import { resolveLimits } from './limits.js';
import type { MailerConfig, PasswordSource, SettingSource } from './mailer-config.js';
import { bindNestProperties, type NestProperties } from './nest-properties.js';
import { asksForOAuth2, resolveOAuth2 } from './oauth2.js';
import { presetOfHost } from './find-preset.js';
import type { Preset } from './presets.js';
import { SmtpSettings } from './smtp-settings.js';
import { readBoolean } from './spring/conversion.js';
import type { SpringEnvironment } from './spring/spring-environment.js';
import { resolveBundle } from './ssl-bundle.js';
import type { TlsMaterial } from './tls-material.js';
import { resolveTls } from './tls.js';
import { resolveFingerprints, resolveRequireTls, withDemands } from './tls-demands.js';
import { resolveEnvelopeFrom, resolveTransportSettings } from './transport-settings.js';
import { reportUnusable } from './unusable-properties.js';

/** What a mailer is read from. */
export interface MailerInput {
  readonly name: string;
  readonly environment: SpringEnvironment;
  /** Where Spring's keys are: `spring.mail`, or the section of a named mailer. */
  readonly prefix: string;
  /** Where our keys are: `nest.mail`, or the same section. */
  readonly nestPrefix: string;
  /** Base of relative paths. */
  readonly directory: string;
  /** A password from code. */
  readonly password: PasswordSource | undefined;
  /** A seal, which only code can give. */
  readonly seal: MailSeal | undefined;
}

/** Reads one mailer whole, and reports everything that is wrong with it. */
export function resolveMailer(input: MailerInput, report: ConfigReport): MailerConfig | undefined {
  const { name, environment, prefix, nestPrefix } = input;
  const properties = bindMailProperties(environment, prefix, report);
  const nest = bindNestProperties(environment, nestPrefix, report);
  const { preset, plaintextHosts, pool, defaults } = nest;
  reportUnusable(properties, report);
  const protocol = resolveProtocol(properties, report);
  const smtp = new SmtpSettings(properties.properties, protocol, report);
  smtp.reportKeys();
  const keys = { properties, nest, smtp };
  const credentials = credentialsOf(input, keys, report);
  const endpoint = resolveEndpoint(
    {
      environment,
      prefix,
      properties,
      smtp,
      protocol,
      preset,
      directory: input.directory,
      hasCredentials: credentials !== undefined,
    },
    report,
  );
  const tls = tlsOf(endpoint?.host, input, keys, report);
  const rest = resolveTransportSettings(smtp, report);
  const envelopeFrom = resolveEnvelopeFrom(smtp, report);
  const charset = resolveCharset(properties, report);
  const dkim = resolveDkim(environment, nestPrefix, input.directory, report);
  if (endpoint === undefined) return undefined;
  const allowPlaintextCredentials =
    isLoopback(endpoint.host) || plaintextHosts.includes(endpoint.host.toLowerCase());
  if (credentials !== undefined && !allowPlaintextCredentials)
    reportPlaintext(endpoint, prefix, properties, report);
  return defined({
    name,
    prefix,
    protocol,
    ...withDemands(endpoint, tls, nest, report),
    credentials,
    allowPlaintextCredentials,
    tls,
    ...rest,
    testConnection: testConnection(properties, report),
    pool,
    ...resolveLimits(nest, report),
    group: nest.group,
    weight: nest.weight,
    defaults: defined({ ...defaults, envelopeFrom, provider: endpoint.preset?.name, charset }),
    queue: nest.queue,
    dkim,
    seal: input.seal,
    sources: sourcesOf(properties.written, nest.written),
  });
}

/** What is written about a mailer: the keys of Spring, ours, and those of Angus Mail. */
interface MailerKeys {
  readonly properties: MailProperties;
  readonly nest: NestProperties;
  readonly smtp: SmtpSettings;
}

function credentialsOf(
  { prefix, nestPrefix, password }: MailerInput,
  { properties, nest, smtp }: MailerKeys,
  report: ConfigReport,
): MailerConfig['credentials'] {
  const account = { prefix, properties, smtp, password };
  if (!asksForOAuth2(nest)) return resolveCredentials(account, report);
  const preset = (): Preset | undefined => nest.preset ?? knownHost(properties);
  return resolveTokenUser(account, resolveOAuth2({ nestPrefix, nest, preset }, report), report);
}

function tlsOf(
  host: string | undefined,
  input: MailerInput,
  { properties, nest, smtp }: MailerKeys,
  report: ConfigReport,
): MailerConfig['tls'] {
  const checks = defined({
    ...resolveTls(host, properties, smtp, report),
    material: materialOf(input, properties, report),
    fingerprints: resolveFingerprints(nest.property('tls.fingerprint'), report),
  });
  const requireTls = resolveRequireTls(nest.property('tls.requiretls'), checks, report);
  return defined({ ...checks, requireTls });
}

function knownHost({ host }: MailProperties): Preset | undefined {
  return host && presetOfHost(host.value);
}

function resolveProtocol({ protocol }: MailProperties, report: ConfigReport): 'smtp' | 'smtps' {
  if (protocol === undefined || protocol.value === 'smtp' || protocol.value === 'smtps')
    return protocol?.value === 'smtps' ? 'smtps' : 'smtp';
  report.fault(
    protocol.property,
    'is not a protocol that sends mail',
    'Write smtp, or smtps for TLS from the first byte, in lower case and without blanks.',
  );
  return 'smtp';
}

/** A condition in Spring, not a property that it binds. */
function testConnection({ testConnection: setting }: MailProperties, report: ConfigReport): boolean {
  return (setting && report.collect(() => readBoolean(setting.property))) ?? false;
}

function materialOf(
  { environment, directory }: MailerInput,
  { sslBundle }: MailProperties,
  report: ConfigReport,
): (() => TlsMaterial) | undefined {
  if (!sslBundle?.value) return undefined;
  return resolveBundle({ name: sslBundle.property, environment, directory }, report);
}

function resolveCharset({ defaultEncoding }: MailProperties, report: ConfigReport): Charset | undefined {
  if (defaultEncoding === undefined || defaultEncoding.value === 'UTF-8') return undefined;
  const charset = charsetByName(defaultEncoding.value);
  if (charset === undefined) {
    report.warn(
      defaultEncoding.property,
      'is a charset that mails are not written in',
      'They go out in UTF-8 and say so, which every mail program reads. Remove it, or write UTF-8.',
    );
  }
  return charset;
}

function reportPlaintext(
  { host, security }: Endpoint,
  prefix: string,
  { password }: MailProperties,
  report: ConfigReport,
): void {
  if (security !== 'none') return;
  report.fault(
    password?.property ?? `${prefix}.password`,
    `would go to ${host} in clear`,
    `Set ${prefix}.properties.mail.smtp.starttls.enable: true (port 587) or …ssl.enable: true (port 465). If ${host} cannot do TLS, allow it with nest.mail.allow-plaintext-credentials: ${host}.`,
  );
}

function sourcesOf(
  spring: MailProperties['written'],
  nest: NestProperties['written'],
): ReadonlyMap<string, SettingSource> {
  const all = [
    ...spring,
    ...Array.from(nest, ([name, property]) => [`nest.mail.${name}`, property] as const),
  ];
  return new Map(all.map(([name, { key, origin }]) => [name, { key, source: origin.description }]));
}
