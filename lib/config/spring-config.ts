import { applicationEnvironment, type ApplicationSources } from './application-environment.js';
import { defined } from './defined.js';
import { propertyTree } from './property-tree.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

/** The configuration of the application as a tree. Keys are in kebab case: `config.spring.mail['default-encoding']`. */
export interface SpringConfig {
  readonly spring: {
    readonly mail: {
      readonly host?: string;
      readonly port?: number;
      readonly username?: string;
      readonly password?: string;
      readonly protocol?: string;
      readonly 'default-encoding'?: string;
      readonly 'test-connection'?: boolean;
      /** By their names: `properties['mail.smtp.auth']`. */
      readonly properties?: Readonly<Record<string, string>>;
      readonly [key: string]: unknown;
    };
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

/**
 * Reads the application's configuration by Spring Boot's rules, without Nest: files, profiles, imports, environment,
 * command line. The whole of it, not only the mail keys.
 * @throws MailConfigError when a file cannot be read
 */
export function loadSpringConfig(sources: ApplicationSources = {}): SpringConfig {
  const environment = applicationEnvironment(sources);
  const tree = propertyTree(environment);
  const mail = { ...branch(branch(tree, 'spring'), 'mail'), ...mailTree(environment) };
  return { ...tree, spring: { ...branch(tree, 'spring'), mail } };
}

/**
 * The same as a loader for `@nestjs/config`.
 * @example ConfigModule.forRoot({ load: [springConfig()] }) // config.get('spring.mail.host')
 */
export function springConfig(sources: ApplicationSources = {}): () => SpringConfig {
  return () => loadSpringConfig(sources);
}

/** The keys of Angus Mail hold dots, so they stay flat; host, username and password stay as they were written. */
function mailTree(environment: SpringEnvironment): object {
  const properties = Object.fromEntries(
    Array.from(environment.map('spring.mail.properties'), ([key, { value }]) => [key, value]),
  );
  const texts = AS_WRITTEN.map((name) => [name, environment.property(`spring.mail.${name}`)?.text]);
  const port = Number(environment.property('spring.mail.port')?.value.trim() || Number.NaN);
  return defined({
    ...Object.fromEntries(texts),
    port: Number.isInteger(port) ? port : undefined,
    properties,
  });
}

const AS_WRITTEN = ['host', 'username', 'password'];

function branch(tree: object, key: string): object {
  const value: unknown = Reflect.get(tree, key);
  return typeof value === 'object' && value !== null ? value : {};
}
