import { PropertyName } from './spring/property-name.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

/** Name of the mailer that `spring.mail` configures. */
export const DEFAULT_MAILER = 'default';

/** Where the keys of one mailer are. */
export interface MailerSection {
  readonly name: string;
  /** Where Spring's keys are: `spring.mail`, or the section of a named mailer. */
  readonly prefix: string;
  /** Where our keys are: `nest.mail`, or the same section. */
  readonly nestPrefix: string;
}

const DEFAULT_SECTION: MailerSection = {
  name: DEFAULT_MAILER,
  prefix: 'spring.mail',
  nestPrefix: 'nest.mail',
};
const NAMED = 'nest.mail.mailers';
const NAMED_LENGTH = NAMED.split('.').length;

/**
 * The mailers that the settings name. The default one is left out when there are only named ones: an application may
 * have no mailer without a name, or a transport of its own for it.
 */
export function mailerSections(environment: SpringEnvironment, hasOwnTransport: boolean): MailerSection[] {
  const named = namedSections(environment);
  const hasDefault = !hasOwnTransport && (named.length === 0 || isActive(environment));
  return hasDefault ? [DEFAULT_SECTION, ...named] : named;
}

/** The mailers below `nest.mail.mailers`. */
export function namedSections(environment: SpringEnvironment): MailerSection[] {
  return mailerNames(environment).map((name) => {
    const prefix = /^[\w-]+$/u.test(name) ? `${NAMED}.${name}` : `${NAMED}[${name}]`;
    return { name, prefix, nestPrefix: prefix };
  });
}

/** `NEST_MAIL_MAILERS_MYBILLING_PASSWORD` belongs to the `my-billing` of a file. */
function mailerNames(environment: SpringEnvironment): readonly string[] {
  // Refuses `nest.mail.mailers: billing`.
  environment.map(NAMED);
  const names = new Map<string, string>();
  const filesFirst = environment.names(NAMED).toSorted((a, b) => Number(a.isVariable) - Number(b.isVariable));
  for (const { path } of filesFirst) {
    const name = path[NAMED_LENGTH] ?? '';
    const { canonical } = PropertyName.parse(name);
    if (!names.has(canonical)) names.set(canonical, name);
  }
  return [...names.values()];
}

/** Spring makes a sender when the host or a JNDI name is there and not `false`. */
export function isActive(environment: SpringEnvironment): boolean {
  return ['spring.mail.host', 'spring.mail.jndi-name', 'nest.mail.preset'].some((name) => {
    const property = environment.property(name);
    return property !== undefined && property.value.toLowerCase() !== 'false';
  });
}
