import type { ConfigFault } from '../errors/mail-config.error.js';
import { ConfigReport } from './config-report.js';
import { MAIL_PROPERTIES } from './mail-properties.js';
import { nearest } from './nearest.js';
import { NEST_PROPERTIES, NEST_ROOT_PROPERTIES } from './nest-keys.js';
import { namedSections } from './sections.js';
import type { MailKey } from './mail-key.js';
import { PropertyName } from './spring/property-name.js';
import type { PropertyEntry, SpringEnvironment } from './spring/spring-environment.js';

const MAILER_NAMES = [...Object.keys(MAIL_PROPERTIES), 'properties', 'properties.*'];
const NEST_NAMES = namesOf(NEST_PROPERTIES);
/** Keys that people write because other libraries have them, and what they mean here. */
const INVENTED: Readonly<Record<string, string>> = {
  user: 'spring.mail.username',
  pass: 'spring.mail.password',
  auth: 'spring.mail.username and spring.mail.password',
  'auth.user': 'spring.mail.username',
  'auth.pass': 'spring.mail.password',
  'auth.type': 'spring.mail.properties.mail.smtp.auth.mechanisms',
  'auth.method': 'spring.mail.properties.mail.smtp.auth.mechanisms',
  service: 'nest.mail.preset',
  url: 'spring.mail.host, port, username and password',
  from: 'nest.mail.defaults.from',
  'reply-to': 'nest.mail.defaults.reply-to',
  secure: 'spring.mail.ssl.enabled',
  tls: 'spring.mail.properties.mail.smtp.starttls.enable',
  'require-tls': 'spring.mail.properties.mail.smtp.starttls.required',
  'ignore-tls': 'spring.mail.properties.mail.smtp.starttls.enable',
  'tls.ca': 'spring.mail.ssl.bundle',
  'tls.reject-unauthorized': 'spring.mail.properties.mail.smtp.ssl.trust',
  name: 'spring.mail.properties.mail.smtp.localhost',
  'local-address': 'spring.mail.properties.mail.smtp.localaddress',
  proxy: 'spring.mail.properties.mail.smtp.proxy.host',
  'connection-timeout': 'spring.mail.properties.mail.smtp.connectiontimeout',
  'greeting-timeout': 'spring.mail.properties.mail.smtp.timeout',
  'socket-timeout': 'spring.mail.properties.mail.smtp.timeout',
  'max-connections': 'nest.mail.pool.max-connections',
  'max-messages': 'nest.mail.pool.max-messages',
};
const MEANT = new Map(
  Object.entries(INVENTED).map(([name, meant]) => [PropertyName.parse(name).canonical, meant]),
);

/**
 * Names every key below `spring.mail` and `nest.mail` that nobody reads: Spring passes over a misspelt key in silence.
 * A file may be another program's as well; what stands in code is meant for us, and such a key is a fault.
 */
export function reportUnknownKeys(
  environment: SpringEnvironment,
  report: ConfigReport,
  { inCode }: { readonly inCode: boolean },
): void {
  const found = new ConfigReport();
  const named = namedSections(environment).map(({ prefix }) => ({
    prefix,
    known: [...MAILER_NAMES, ...NEST_NAMES],
  }));
  const sections = [
    { prefix: 'spring.mail', known: MAILER_NAMES },
    { prefix: 'nest.mail', known: [...NEST_NAMES, ...namesOf(NEST_ROOT_PROPERTIES)] },
    ...named,
  ];
  for (const { prefix, known } of sections) reportUnread(environment, prefix, known, found);
  if (inCode) found.promoteWarnings();
  else found.promoteWarnings((warning) => report.faults.some((fault) => isMeantFor(warning, fault)));
  report.addAll(found);
}

/** A key is missing because it is misspelt; a missing host has told so itself. */
function isMeantFor(unknown: ConfigFault, { key, problem, advice }: ConfigFault): boolean {
  return (
    problem === 'is missing' && unknown.advice.includes(` ${key}, `) && !advice.includes(`${unknown.key} `)
  );
}

/** A list has its items below it, too. */
function namesOf(keys: Readonly<Record<string, MailKey>>): string[] {
  return Object.entries(keys).flatMap(([name, { type }]) => (type === 'list' ? [name, `${name}.*`] : [name]));
}

/** Names every key below a prefix that is not one of the known ones; `*` at their end stands for anything. */
export function reportUnread(
  environment: SpringEnvironment,
  prefix: string,
  known: readonly string[],
  report: ConfigReport,
): void {
  const names = known.map((name) => PropertyName.parse(`${prefix}.${name}`).canonical);
  const below = names.filter((_, index) => known[index]?.endsWith('.*')).map((name) => `${name}.`);
  // A variable such as SPRING_MAIL_DEFAULT_ENCODING is read, though its name reads as another.
  const read = new Set(known.map((name) => environment.property(`${prefix}.${name}`)?.key));
  for (const entry of environment.names(prefix)) {
    const { canonical } = PropertyName.parse(entry.name);
    if (names.includes(canonical) || read.has(entry.key) || below.some((one) => canonical.startsWith(one)))
      continue;
    // `pool: {}` says nothing.
    const isSection = names.some((name) => name.startsWith(`${canonical}.`));
    if (isSection && environment.property(entry.name)?.value === '') continue;
    const meant = suggestion(entry, prefix, known);
    report.warnAt(
      entry,
      'is not known',
      meant === undefined ? 'Remove it.' : `Write ${meant}, or remove it.`,
    );
  }
}

function suggestion({ path }: PropertyEntry, prefix: string, known: readonly string[]): string | undefined {
  const rest = PropertyName.parse(path.slice(PropertyName.parse(prefix).length).join('.')).toString();
  const invented = MEANT.get(PropertyName.parse(rest).canonical);
  if (invented !== undefined) return invented;
  const [, smtpKey] = /^(?:mail\.)?(smtps?\..+)$/u.exec(rest) ?? [];
  if (smtpKey !== undefined) return `${prefix}.properties.mail.${smtpKey}`;
  const near = nearest(
    rest,
    known.filter((one) => !one.endsWith('.*')),
  );
  return near && `${prefix}.${near}`;
}
