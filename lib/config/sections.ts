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

/**
 * The mailers that the settings name. The default one is left out when there are only named ones: an application may
 * have no mailer without a name, or a transport of its own for it.
 */
export function mailerSections(environment: SpringEnvironment, hasOwnTransport: boolean): MailerSection[] {
  const names = new Set([...environment.map(NAMED).keys()].map((key) => key.replace(/\..*$/su, '')));
  const named = [...names].map((name) => ({
    name,
    prefix: `${NAMED}.${name}`,
    nestPrefix: `${NAMED}.${name}`,
  }));
  const hasDefault = !hasOwnTransport && (named.length === 0 || isActive(environment));
  return hasDefault ? [DEFAULT_SECTION, ...named] : named;
}

/** Spring makes a sender when the host or a JNDI name is there and not `false`. */
export function isActive(environment: SpringEnvironment): boolean {
  return ['spring.mail.host', 'spring.mail.jndi-name', 'nest.mail.preset'].some((name) => {
    const property = environment.property(name);
    return property !== undefined && property.value.toLowerCase() !== 'false';
  });
}
