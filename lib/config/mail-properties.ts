import { MailConfigError } from '../errors/mail-config.error.js';
import { charsetName } from './charset.js';
import type { ConfigReport } from './config-report.js';
import type { MailKey } from './mail-key.js';
import type { MailPropertyMap } from './smtp-settings.js';
import { readBoolean, readInteger } from './spring/conversion.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

/** A setting with the property it was read from. */
export interface Setting<T> {
  readonly value: T;
  readonly property: ResolvedProperty;
}

/** Every key below `spring.mail.` besides `properties` (Spring Boot's `MailProperties`). The documentation page is made from it. */
export const MAIL_PROPERTIES = {
  host: {
    type: 'text',
    effect: 'applied',
    note: 'Name or address of the mail server; it switches the mailer on, as in Spring',
  },
  port: {
    type: 'integer',
    default: '465 with TLS from the first byte, else 25',
    effect: 'applied',
    note: 'Wins over mail.smtp.port',
  },
  username: { type: 'text', effect: 'applied', note: 'Who signs in; empty means nobody' },
  password: { type: 'text', effect: 'applied', note: 'With XOAUTH2, the access token' },
  protocol: {
    type: 'text',
    default: 'smtp',
    effect: 'applied',
    note: 'smtp or smtps: what the keys in properties begin with; smtps means TLS from the first byte',
  },
  'default-encoding': {
    type: 'text',
    default: 'UTF-8',
    effect: 'applied',
    note: 'Charset of texts, subject and names, each where it has all the characters, else UTF-8; UTF-16, UTF-32, ISO-2022-JP and ISO-2022-KR mean UTF-8',
  },
  'test-connection': {
    type: 'boolean',
    default: 'false',
    effect: 'applied',
    note: 'One authenticated connection at boot, which stops when it fails',
  },
  'jndi-name': { type: 'text', effect: 'refused', note: 'There is no Java server to ask for a mail session' },
  'ssl.enabled': {
    type: 'boolean',
    default: 'false',
    effect: 'applied',
    note: 'TLS from the first byte, port 465',
  },
  'ssl.bundle': {
    type: 'text',
    effect: 'applied',
    note: 'Name of a bundle below spring.ssl.bundle.pem; does not switch TLS on by itself, as in Spring',
  },
  'ssl.verify-hostname': {
    type: 'boolean',
    default: 'true',
    effect: 'applied',
    note: "false skips the comparison of host and certificate names, not the check of the certificate's issuer",
  },
} as const satisfies Record<string, MailKey>;

/** `spring.mail.*`, or the same keys of a named mailer, by their types. */
export type MailProperties = ReturnType<typeof bindMailProperties>;

/**
 * Reads the keys below a prefix by their types.
 * Host, username and password keep the text as it was written, also where YAML reads `012345` as 5349.
 */
export function bindMailProperties(environment: SpringEnvironment, prefix: string, report: ConfigReport) {
  const written = new Map<string, ResolvedProperty>();
  const read = <T>(name: keyof typeof MAIL_PROPERTIES, convert: Convert<T>): Setting<T> | undefined => {
    const property = environment.property(`${prefix}.${name}`);
    if (property === undefined) return undefined;
    written.set(name, property);
    const value = report.collect(() => convert(property)) ?? undefined;
    return value === undefined ? undefined : { value, property };
  };
  const properties: MailPropertyMap = environment.map(`${prefix}.properties`);
  for (const [name, property] of properties) written.set(`properties.${name}`, property);
  const bound = {
    host: read('host', asWritten),
    port: read('port', readInteger),
    username: read('username', asWritten),
    password: read('password', asWritten),
    protocol: read('protocol', asRead),
    defaultEncoding: read('default-encoding', asCharset),
    testConnection: read('test-connection', asRead),
    jndiName: read('jndi-name', asRead),
    sslEnabled: read('ssl.enabled', asFlag),
    sslBundle: read('ssl.bundle', asRead),
    sslVerifyHostname: read('ssl.verify-hostname', asFlag),
    /** `spring.mail.properties`: the keys of Angus Mail. */
    properties,
    /** Every property that was found, by its name below the prefix. */
    written: written as ReadonlyMap<string, ResolvedProperty>,
  };
  const ssl = environment.property(`${prefix}.ssl`);
  const hasSslKeys = (bound.sslEnabled ?? bound.sslBundle ?? bound.sslVerifyHostname) !== undefined;
  if (ssl !== undefined && ssl.value !== '' && !hasSslKeys)
    report.fault(ssl, 'has keys of its own', `Write ${prefix}.ssl.enabled.`);
  return bound;
}

type Convert<T> = (property: ResolvedProperty) => T | null;

const asWritten: Convert<string> = ({ text }) => text;
const asRead: Convert<string> = ({ value }) => value;

const asFlag: Convert<boolean> = (property) =>
  readBoolean(property) ?? refuse(property, 'is empty', 'Write true or false, or remove the key.');

const asCharset: Convert<string> = (property) => {
  const name = property.value.trim();
  if (name === '') return null;
  return charsetName(name) ?? refuse(property, 'is not a known charset', 'Write UTF-8.');
};

function refuse({ key, origin, value }: ResolvedProperty, problem: string, advice: string): never {
  throw new MailConfigError([{ key, problem, advice, source: origin.description, value }]);
}
