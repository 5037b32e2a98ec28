import type { MessageDefaults } from '../message/prepare-mail.js';
import { parseAddress } from '../message/address.js';
import { isMailError } from '../errors/mail.error.js';
import type { ConfigReport } from './config-report.js';
import type { PoolConfig } from './mailer-config.js';
import { findPreset, nearestPreset, type Preset } from './presets.js';
import type { MailKey } from './smtp-keys.js';
import { readDuration, readInteger } from './spring/conversion.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

/** What Spring has no key for: `nest.mail.*`, or the same names below a named mailer. */
export interface NestProperties {
  readonly preset?: Preset;
  readonly defaults: MessageDefaults;
  readonly pool: PoolConfig;
  /** Hosts that credentials may go to without TLS. */
  readonly plaintextHosts: readonly string[];
}

/** Every key below `nest.mail.`, or below a named mailer; `*` stands for any name. The documentation page is made from it. */
export const NEST_PROPERTIES = {
  preset: {
    type: 'text',
    effect: 'applied',
    note: 'Host, port and security of a provider; what is written beside it wins',
  },
  'defaults.from': { type: 'text', effect: 'applied', note: 'From of messages that have none' },
  'defaults.reply-to': { type: 'text', effect: 'applied', note: 'Reply-To of messages that have none' },
  'defaults.headers.*': {
    type: 'text',
    effect: 'applied',
    note: 'Headers of every message that does not set them',
  },
  'pool.max-connections': {
    type: 'integer',
    default: '5',
    effect: 'applied',
    note: 'Most connections at a time',
  },
  'pool.max-messages': {
    type: 'integer',
    default: 'no limit',
    effect: 'applied',
    note: 'Mails after which a connection is replaced',
  },
  'pool.idle-timeout': {
    type: 'milliseconds',
    default: '1 min',
    effect: 'applied',
    note: 'Time after which an idle connection is closed; 30s and 2m are understood',
  },
  'pool.window': {
    type: 'integer',
    default: '1',
    effect: 'applied',
    note: 'Mails a connection may hand over with BDAT before the first is answered; above 1, a line that dies leaves as many unknown',
  },
  'allow-plaintext-credentials': {
    type: 'text',
    effect: 'applied',
    note: 'Hosts, with commas, that credentials may go to without TLS; this machine always may',
  },
} as const satisfies Record<string, MailKey>;

/** Keys that are there once, not for each mailer. */
export const NEST_ROOT_PROPERTIES = {
  'mailers.*': {
    type: 'text',
    effect: 'applied',
    note: 'Further mailers by name, each with the keys of spring.mail and of nest.mail',
  },
  'dry-run': {
    type: 'boolean',
    default: 'false',
    effect: 'applied',
    note: 'true sends nothing: receipts name every recipient as left out',
  },
  'allowed-recipients': {
    type: 'list',
    effect: 'applied',
    note: 'Addresses, and domains as @example.org, with commas, that may get mail; all others are left out and named in the receipt',
  },
  'redirect-to': {
    type: 'text',
    effect: 'applied',
    note: 'The one address that all mail goes to; its headers stay as they are',
  },
  strict: { type: 'boolean', default: 'false', effect: 'applied', note: 'true lets warnings stop the boot' },
} as const satisfies Record<string, MailKey>;

const POOL: PoolConfig = { maxConnections: 5, maxMessages: Infinity, idleTimeout: 60_000, window: 1 };

/** Reads our own keys below a prefix. */
export function bindNestProperties(
  environment: SpringEnvironment,
  prefix: string,
  report: ConfigReport,
): NestProperties {
  const property = (name: string): ResolvedProperty | undefined => environment.property(`${prefix}.${name}`);
  const preset = resolvePreset(property('preset'), report);
  return {
    ...(preset !== undefined && { preset }),
    defaults: {
      ...address('from', property('defaults.from'), report),
      ...address('replyTo', property('defaults.reply-to'), report),
      headers: Object.fromEntries(
        Array.from(environment.map(`${prefix}.defaults.headers`), ([name, { value }]) => [name, value]),
      ),
    },
    pool: {
      maxConnections: positive(property('pool.max-connections'), readInteger, report) ?? POOL.maxConnections,
      maxMessages: positive(property('pool.max-messages'), readInteger, report) ?? POOL.maxMessages,
      idleTimeout: positive(property('pool.idle-timeout'), readDuration, report) ?? POOL.idleTimeout,
      window: positive(property('pool.window'), readInteger, report) ?? POOL.window,
    },
    plaintextHosts:
      property('allow-plaintext-credentials')
        ?.value.split(',')
        .map((host) => host.trim().toLowerCase()) ?? [],
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

function positive(
  property: ResolvedProperty | undefined,
  read: (property: ResolvedProperty) => number | null,
  report: ConfigReport,
): number | undefined {
  const number = property && report.collect(() => read(property));
  if (property === undefined || number === undefined || number === null || number > 0)
    return number ?? undefined;
  report.fault(property, 'is not above 0', 'Write a number from 1 up.');
  return undefined;
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
