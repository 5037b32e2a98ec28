import type { MessageDefaults } from '../message/prepare-mail.js';
import { MailParseError } from '../errors/mail-parse.error.js';
import { parseAddress } from '../message/address.js';
import { parseHeaders } from '../message/header.js';
import { isMailError } from '../errors/mail.error.js';
import type { ConfigReport } from './config-report.js';
import type { GroupConfig, PoolConfig } from './mailer-config.js';
import { resolveGroup } from './mailer-group.js';
import type { NEST_PROPERTIES } from './nest-keys.js';
import { positiveDuration, positiveInteger } from './positive.js';
import { findPreset, nearestPreset } from './find-preset.js';
import type { Preset } from './presets.js';
import type { QueueConfig } from './queue-config.js';
import { bindQueueProperties } from './queue-properties.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

/** What Spring has no key for: `nest.mail.*`, or the same names below a named mailer. */
export interface NestProperties {
  readonly preset?: Preset;
  readonly defaults: MessageDefaults;
  readonly pool: PoolConfig;
  readonly group?: GroupConfig;
  readonly weight: number;
  readonly queue: QueueConfig;
  /** Hosts that credentials may go to without TLS. */
  readonly plaintextHosts: readonly string[];
  /** A key that is read elsewhere, by its name below `nest.mail` or the mailer. */
  readonly property: (name: keyof typeof NEST_PROPERTIES) => ResolvedProperty | undefined;
  /** Every property that was found, by the same name. */
  readonly written: ReadonlyMap<string, ResolvedProperty>;
}

const POOL: PoolConfig = { maxConnections: 5, maxMessages: Infinity, idleTimeout: 60_000, window: 1 };

/** Reads our own keys below a prefix. */
export function bindNestProperties(
  environment: SpringEnvironment,
  prefix: string,
  report: ConfigReport,
): NestProperties {
  const written = new Map<string, ResolvedProperty>();
  const property = (name: string): ResolvedProperty | undefined => {
    const found = environment.property(`${prefix}.${name}`);
    if (found === undefined || report.faultUnresolved(found)) return undefined;
    written.set(name, found);
    return found;
  };
  const preset = resolvePreset(property('preset'), report);
  return {
    ...(preset !== undefined && { preset }),
    defaults: {
      ...address('from', property('defaults.from'), report),
      ...address('replyTo', property('defaults.reply-to'), report),
      headers: headers(environment.map(`${prefix}.defaults.headers`), report),
    },
    pool: {
      maxConnections: positiveInteger(property('pool.max-connections'), report) ?? POOL.maxConnections,
      maxMessages: positiveInteger(property('pool.max-messages'), report) ?? POOL.maxMessages,
      idleTimeout: positiveDuration(property('pool.idle-timeout'), report) ?? POOL.idleTimeout,
      window: positiveInteger(property('pool.window'), report) ?? POOL.window,
    },
    ...resolveGroup(environment, prefix, report),
    weight: positiveInteger(property('weight'), report) ?? 1,
    queue: bindQueueProperties(environment, prefix, report),
    plaintextHosts:
      property('allow-plaintext-credentials')
        ?.value.split(',')
        .map((host) => host.trim().toLowerCase()) ?? [],
    property,
    written,
  };
}

function resolvePreset(property: ResolvedProperty | undefined, report: ConfigReport): Preset | undefined {
  if (property === undefined || property.value.trim() === '') return undefined;
  const preset = findPreset(property.value);
  if (preset === undefined) {
    const near = nearestPreset(property.value) ?? 'a provider such as gmail';
    report.fault(
      property,
      'is not a known provider',
      `Write ${near}, or set host, port and security yourself; docs/configuration.md lists the providers.`,
    );
  }
  return preset;
}

/** Refused here once, not with every mail. */
function headers(
  written: ReadonlyMap<string, ResolvedProperty>,
  report: ConfigReport,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from(written, ([name, property]) => {
      try {
        parseHeaders({ [name]: property.value });
      } catch (error) {
        if (!(error instanceof MailParseError)) throw error;
        report.fault(property, error.problem, error.advice);
      }
      return [name, property.value];
    }),
  );
}

function address<K extends 'from' | 'replyTo'>(
  key: K,
  property: ResolvedProperty | undefined,
  report: ConfigReport,
): Partial<Record<K, string>> {
  const entry: Partial<Record<K, string>> = {};
  if (property === undefined) return entry;
  try {
    parseAddress(property.value, key);
    entry[key] = property.value;
  } catch (error) {
    report.fault(property, 'is not an address', isMailError(error) ? error.advice : 'Write one address.');
  }
  return entry;
}
