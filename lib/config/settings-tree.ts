import type { MailSettings } from './mail-settings.js';
import type { MailerOptions } from './mailer-options.js';

const NEST_KEYS = [
  'preset',
  'defaults',
  'pool',
  'tls',
  'oauth2',
  'rateLimit',
  'sendTimeout',
  'failover',
  'roundRobin',
  'weight',
  'probeAfter',
  'dkim',
  'allowPlaintextCredentials',
  'mailers',
  'strict',
  'dryRun',
  'allowedRecipients',
  'redirectTo',
  'attachments',
  'unsubscribe',
] as const;
const SPRING_KEYS = [
  'host',
  'port',
  'username',
  'password',
  'protocol',
  'defaultEncoding',
  'testConnection',
  'ssl',
  'properties',
] as const;

/** Not settings themselves, but where settings and certificates are, and what no text can hold. */
const OTHER_KEYS = ['sslBundles', 'load', 'config', 'seal'] as const;

/** `queue` of a file: in code that is what keeps the mails. */
const QUEUE_KEYS = ['queueSettings'] as const;

/** Tells whether settings were written in code; then no file and no variable is read. */
export function hasSettings(options: MailSettings): boolean {
  return [...SPRING_KEYS, ...NEST_KEYS, ...QUEUE_KEYS, ...unknownKeys(options)].some((key) =>
    has(options, key),
  );
}

/** The options in the shape of a configuration file, so that all settings are read by the same rules. */
export function settingsTree(options: MailSettings): object {
  return {
    spring: {
      // A key that is not known is told where it would stand in a file.
      mail: withoutFunctions(pick(options, [...SPRING_KEYS, ...unknownKeys(options)])),
      ssl: { bundle: { pem: options.sslBundles } },
    },
    nest: {
      mail: {
        ...pick(options, NEST_KEYS),
        ...queueTree(options.queueSettings),
        mailers: mailerTrees(options.mailers),
      },
    },
  };
}

function mailerTrees(mailers: MailSettings['mailers']): unknown {
  if (!isObject(mailers)) return mailers;
  return Object.fromEntries(
    Object.entries(mailers).map(([name, mailer]) => [
      name,
      isObject(mailer) ? withoutFunctions(mailer) : mailer,
    ]),
  );
}

/** JavaScript may say anything. */
function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What JavaScript, or settings of another library, may hold beside the keys of the type. */
function unknownKeys(options: MailSettings): string[] {
  const known: readonly string[] = [...SPRING_KEYS, ...NEST_KEYS, ...QUEUE_KEYS, ...OTHER_KEYS];
  return Object.keys(options).filter((key) => !known.includes(key));
}

function has(options: MailSettings, key: string): boolean {
  return Reflect.get(options, key) !== undefined;
}

function pick(from: MailSettings, keys: readonly string[]): object {
  return Object.fromEntries(
    keys.filter((key) => has(from, key)).map((key): [string, unknown] => [key, Reflect.get(from, key)]),
  );
}

/** `queue` in code is what keeps the mails; `queue` in a file is how they are delivered. */
function queueTree(settings: MailerOptions['queueSettings']): object {
  if (settings === undefined) return {};
  const { domainLimits = {}, ...rest } = settings;
  const limits = Object.entries(domainLimits).map(([domain, rate]) => [`[${domain}]`, rate]);
  return { queue: { ...rest, ...(limits.length > 0 && { domainLimits: Object.fromEntries(limits) }) } };
}

/** A seal and a function for a password are no texts; they are taken from the options where they are used. */
function withoutFunctions({ password, queueSettings, seal: _seal, ...rest }: MailerOptions): object {
  const settings = { ...rest, ...queueTree(queueSettings) };
  return typeof password === 'function' || password === undefined ? settings : { ...settings, password };
}
