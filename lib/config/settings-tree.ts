import type { MailerOptions, MailSettings } from './mail-options.js';

const NEST_KEYS = [
  'preset',
  'defaults',
  'pool',
  'rateLimit',
  'sendTimeout',
  'failover',
  'roundRobin',
  'weight',
  'probeAfter',
  'allowPlaintextCredentials',
  'mailers',
  'strict',
  'dryRun',
  'allowedRecipients',
  'redirectTo',
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

/** Tells whether settings were written in code; then no file and no variable is read. */
export function hasSettings(options: MailSettings): boolean {
  return [...SPRING_KEYS, ...NEST_KEYS].some((key) => options[key] !== undefined);
}

/** The options in the shape of a configuration file, so that all settings are read by the same rules. */
export function settingsTree(options: MailSettings): object {
  return {
    spring: {
      mail: withoutFunctions(pick(options, SPRING_KEYS)),
      ssl: { bundle: { pem: options.sslBundles } },
    },
    nest: { mail: { ...pick(options, NEST_KEYS), mailers: mailerTrees(options.mailers) } },
  };
}

function mailerTrees(mailers: MailSettings['mailers'] = {}): object {
  return Object.fromEntries(
    Object.entries(mailers).map(([name, mailer]) => [name, withoutFunctions(mailer)]),
  );
}

function pick(from: MailSettings, keys: readonly (keyof MailSettings)[]): object {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
}

/** A function for a password is no text; it is taken from the options where the connection is made. */
function withoutFunctions({ password, ...rest }: MailerOptions): object {
  return typeof password === 'function' || password === undefined ? rest : { ...rest, password };
}
