import { MailConfigError } from '../../lib/errors/mail-config.error.js';
import { readBoolean, readInteger } from '../../lib/config/spring/conversion.js';
import type { ResolvedProperty } from '../../lib/config/spring/resolved-property.js';
import type { SpringEnvironment } from '../../lib/config/spring/spring-environment.js';

/** What Spring Boot binds `spring.mail` to. */
export interface BoundMail {
  readonly profiles: readonly string[];
  readonly hostCondition: boolean;
  readonly host: string | null;
  readonly port: number | null;
  readonly username: string | null;
  readonly password: string | null;
  readonly protocol: string;
  readonly defaultEncoding: string;
  readonly jndiName: string | null;
  readonly ssl: {
    readonly enabled: boolean;
    readonly verifyHostname: boolean;
    readonly bundle: string | null;
  };
  readonly properties: Readonly<Record<string, string>>;
}

function fail({ key, origin }: ResolvedProperty, problem: string): never {
  throw new MailConfigError([{ key, problem, advice: 'Correct it.', source: origin.description }]);
}

/** `@ConditionalOnProperty("spring.mail.host")`: there, not `false`, and every placeholder has a value. */
function isPresent(property: ResolvedProperty | undefined): boolean {
  if (property === undefined) return false;
  if (property.unresolved.length > 0) fail(property, 'has a placeholder without a value');
  return property.value.toLowerCase() !== 'false';
}

/** Binds as Spring's `MailProperties` do, so that executed examples of Spring can be compared. */
export function bindSpringMail(environment: SpringEnvironment): BoundMail {
  const read = (name: string) => environment.property(`spring.mail.${name}`);
  const text = (name: string) => read(name)?.value ?? null;
  const flag = (name: string, byDefault: boolean) => {
    const property = read(name);
    return property === undefined ? byDefault : (readBoolean(property) ?? fail(property, 'is empty'));
  };
  const port = read('port');
  return {
    profiles: environment.activeProfiles,
    hostCondition: isPresent(read('host')),
    host: text('host'),
    port: port === undefined ? null : readInteger(port),
    username: text('username'),
    password: text('password'),
    protocol: text('protocol') ?? 'smtp',
    // Java knows a charset by its canonical name.
    defaultEncoding: text('default-encoding')?.toUpperCase() || 'UTF-8',
    jndiName: text('jndi-name'),
    ssl: {
      enabled: flag('ssl.enabled', false),
      verifyHostname: flag('ssl.verify-hostname', true),
      bundle: text('ssl.bundle'),
    },
    properties: Object.fromEntries(
      Array.from(environment.map('spring.mail.properties'), ([key, { value }]) => [key, value]),
    ),
  };
}
