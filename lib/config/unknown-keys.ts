import type { ConfigReport } from './config-report.js';
import { MAIL_PROPERTIES } from './mail-properties.js';
import { nearest } from './nearest.js';
import { NEST_PROPERTIES, NEST_ROOT_PROPERTIES } from './nest-properties.js';
import { namedSections } from './sections.js';
import type { MailKey } from './smtp-keys.js';
import { PropertyName } from './spring/property-name.js';
import type { PropertyEntry, SpringEnvironment } from './spring/spring-environment.js';

const MAILER_NAMES = [...Object.keys(MAIL_PROPERTIES), 'properties', 'properties.*'];
const NEST_NAMES = namesOf(NEST_PROPERTIES);
/** Keys that people write because other libraries have them, and what they mean here. */
const INVENTED: Readonly<Record<string, string>> = {
  user: 'spring.mail.username',
  pass: 'spring.mail.password',
  from: 'nest.mail.defaults.from',
  'reply-to': 'nest.mail.defaults.reply-to',
  secure: 'spring.mail.ssl.enabled',
  tls: 'spring.mail.properties.mail.smtp.starttls.enable',
};

/** Names every key below `spring.mail` and `nest.mail` that nobody reads: Spring passes over a misspelt key in silence. */
export function reportUnknownKeys(environment: SpringEnvironment, report: ConfigReport): void {
  const named = namedSections(environment).map(({ prefix }) => ({
    prefix,
    known: [...MAILER_NAMES, ...NEST_NAMES],
  }));
  const sections = [
    { prefix: 'spring.mail', known: MAILER_NAMES },
    { prefix: 'nest.mail', known: [...NEST_NAMES, ...namesOf(NEST_ROOT_PROPERTIES)] },
    ...named,
  ];
  for (const { prefix, known } of sections) reportUnread(environment, prefix, known, report);
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
  if (Object.hasOwn(INVENTED, rest)) return INVENTED[rest];
  const [, smtpKey] = /^(?:mail\.)?(smtps?\..+)$/u.exec(rest) ?? [];
  if (smtpKey !== undefined) return `${prefix}.properties.mail.${smtpKey}`;
  const near = nearest(
    rest,
    known.filter((one) => !one.endsWith('.*')),
  );
  return near && `${prefix}.${near}`;
}
