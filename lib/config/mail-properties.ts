import { MailConfigError } from '../errors/mail-config.error.js';
import { charsetName } from './charset.js';
import type { ConfigReport } from './config-report.js';
import type { MailPropertyMap } from './smtp-settings.js';
import { readBoolean, readInteger } from './spring/conversion.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

/** A setting with the property it was read from. */
export interface Setting<T> {
  readonly value: T;
  readonly property: ResolvedProperty;
}

/** The keys of `spring.mail` besides `properties`, in kebab case (Spring Boot's `MailProperties`). */
export const MAIL_PROPERTY_NAMES = [
  'host',
  'port',
  'username',
  'password',
  'protocol',
  'default-encoding',
  'test-connection',
  'jndi-name',
  'ssl.enabled',
  'ssl.bundle',
  'ssl.verify-hostname',
] as const;

/** `spring.mail.*`, or the same keys of a named mailer, by their types. */
export type MailProperties = ReturnType<typeof bindMailProperties>;

/**
 * Reads the keys below a prefix by their types.
 * Host, username and password keep the text as it was written, also where YAML reads `012345` as 5349.
 */
export function bindMailProperties(environment: SpringEnvironment, prefix: string, report: ConfigReport) {
  const written = new Map<string, ResolvedProperty>();
  const read = <T>(
    name: (typeof MAIL_PROPERTY_NAMES)[number],
    convert: Convert<T>,
  ): Setting<T> | undefined => {
    const property = environment.property(`${prefix}.${name}`);
    if (property === undefined) return undefined;
    written.set(name, property);
    const value = report.collect(() => convert(property)) ?? undefined;
    return value === undefined ? undefined : { value, property };
  };
  const properties: MailPropertyMap = environment.map(`${prefix}.properties`);
  for (const [name, property] of properties) written.set(`properties.${name}`, property);
  return {
    host: read('host', asWritten),
    port: read('port', readInteger),
    username: read('username', asWritten),
    password: read('password', asWritten),
    protocol: read('protocol', asRead),
    defaultEncoding: read('default-encoding', asCharset),
    testConnection: read('test-connection', readBoolean),
    jndiName: read('jndi-name', asRead),
    sslEnabled: read('ssl.enabled', asFlag),
    sslBundle: read('ssl.bundle', asRead),
    sslVerifyHostname: read('ssl.verify-hostname', asFlag),
    /** `spring.mail.properties`: the keys of Angus Mail. */
    properties,
    /** Every property that was found, by its name below the prefix. */
    written: written as ReadonlyMap<string, ResolvedProperty>,
  };
}

type Convert<T> = (property: ResolvedProperty) => T | null;

const asWritten: Convert<string> = ({ text }) => text;
const asRead: Convert<string> = ({ value }) => value;

const asFlag: Convert<boolean> = (property) =>
  readBoolean(property) ?? refuse(property, 'is empty', 'Write true or false, or remove the key.');

const asCharset: Convert<string> = (property) => {
  if (property.value === '') return null;
  return charsetName(property.value) ?? refuse(property, 'is not a known charset', 'Write UTF-8.');
};

function refuse({ key, origin, value }: ResolvedProperty, problem: string, advice: string): never {
  throw new MailConfigError([{ key, problem, advice, source: origin.description, value }]);
}
