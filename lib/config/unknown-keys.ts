import type { ConfigReport } from './config-report.js';
import { MAIL_PROPERTY_NAMES } from './mail-properties.js';
import { nearest } from './nearest.js';
import { NEST_PROPERTY_NAMES } from './nest-properties.js';
import { PropertyName } from './spring/property-name.js';
import type { PropertyEntry, SpringEnvironment } from './spring/spring-environment.js';

const MAILER_NAMES = [...MAIL_PROPERTY_NAMES, 'properties', 'properties.*'];
const SECTIONS = [
  { prefix: 'spring.mail', known: MAILER_NAMES },
  { prefix: 'nest.mail', known: [...NEST_PROPERTY_NAMES, 'strict', 'mailers.*'] },
];
/** Keys that people write because other libraries have them, and what they mean here. */
const INVENTED: Readonly<Record<string, string>> = {
  user: 'spring.mail.username',
  pass: 'spring.mail.password',
  from: 'nest.mail.defaults.from',
  'reply-to': 'nest.mail.defaults.reply-to',
  debug: 'spring.mail.properties.mail.debug',
  secure: 'spring.mail.ssl.enabled',
  tls: 'spring.mail.properties.mail.smtp.starttls.enable',
};
const NAMED = /^nest\.mail\.mailers\.[^.]+\./u;

/** Names every key below `spring.mail` and `nest.mail` that nobody reads: Spring passes over a misspelt key in silence. */
export function reportUnknownKeys(environment: SpringEnvironment, report: ConfigReport): void {
  for (const { prefix, known } of SECTIONS) {
    for (const entry of environment.names(prefix)) {
      const name = PropertyName.parse(entry.name).toString();
      const [named] = NAMED.exec(name) ?? [];
      if (named === undefined) reportUnknown(entry, name, `${prefix}.`, known, report);
      else reportUnknown(entry, name, named, [...MAILER_NAMES, ...NEST_PROPERTY_NAMES], report);
    }
  }
}

function reportUnknown(
  entry: PropertyEntry,
  name: string,
  prefix: string,
  known: readonly string[],
  report: ConfigReport,
): void {
  const rest = name.slice(prefix.length);
  if (known.some((one) => (one.endsWith('.*') ? rest.startsWith(one.slice(0, -1)) : rest === one))) return;
  const meant = Object.hasOwn(INVENTED, rest) ? INVENTED[rest] : suggestion(rest, prefix, known);
  report.warnAt(entry, 'is not known', meant === undefined ? 'Remove it.' : `Write ${meant}, or remove it.`);
}

function suggestion(rest: string, prefix: string, known: readonly string[]): string | undefined {
  const near = nearest(
    rest,
    known.filter((one) => !one.endsWith('.*')),
  );
  return near && prefix + near;
}
