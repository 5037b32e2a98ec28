import { applicationEnvironment, type ApplicationSources } from './application-environment.js';
import { MAIL_PROPERTY_NAMES } from './mail-properties.js';
import { type Leaf, treeOf } from './property-tree.js';
import { PropertyName } from './spring/property-name.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import type { PropertyEntry, SpringEnvironment } from './spring/spring-environment.js';

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
  const leaves = environment
    .names()
    .filter(isSetting)
    .map((entry) => leafOf(entry, environment));
  const tree = treeOf(leaves);
  return { ...tree, spring: { mail: {}, ...(tree['spring'] as object | undefined) } };
}

/**
 * The same as a loader for `@nestjs/config`.
 * @example ConfigModule.forRoot({ load: [springConfig()] }) // config.get('spring.mail.host')
 */
export function springConfig(sources: ApplicationSources = {}): () => SpringConfig {
  return () => loadSpringConfig(sources);
}

/** The environment holds much that is no setting of the application. */
function isSetting({ isVariable, name }: PropertyEntry): boolean {
  return !isVariable || /^(?:spring|nest)\./u.test(name);
}

function leafOf(
  entry: PropertyEntry,
  environment: SpringEnvironment,
): { path: readonly string[]; value: Leaf } {
  const path = pathOf(entry);
  const property = environment.property(entry.name);
  if (property === undefined) return { path, value: '' };
  return { path, value: isKeptAsWritten(path) ? property.text : typed(property, path) };
}

/** The keys of `spring.mail` under their one name; those of Angus Mail hold dots, so they stay flat. */
function pathOf({ name, path }: PropertyEntry): readonly string[] {
  const known = KNOWN.get(PropertyName.parse(name).canonical);
  if (known !== undefined) return ['spring', 'mail', ...known.split('.')];
  const flat =
    path.findIndex((segment, index) => segment === 'properties' && index > 1 && path[1] === 'mail') + 1;
  return flat === 0 || flat >= path.length ? path : [...path.slice(0, flat), path.slice(flat).join('.')];
}

const KNOWN = new Map(
  MAIL_PROPERTY_NAMES.map((name) => [PropertyName.parse(`spring.mail.${name}`).canonical, name]),
);

/** `password: 012345` stays `012345`. */
function isKeptAsWritten(path: readonly string[]): boolean {
  return path[1] === 'mail' && ['host', 'username', 'password'].includes(path.at(-1) ?? '');
}

/** A port and a flag of `spring.mail` are typed wherever they were read; other values as their source has them. */
function typed({ type, value }: ResolvedProperty, path: readonly string[]): Leaf {
  const isPort = path.join('.') === 'spring.mail.port' && /^\s*\d+\s*$/u.test(value);
  if (isPort || (type === 'number' && Number.isFinite(Number(value)))) return Number(value);
  const isFlag =
    type === 'boolean' ||
    /^spring\.mail\.(?:test-connection|ssl\.enabled|ssl\.verify-hostname)$/u.test(path.join('.'));
  return isFlag && /^(?:true|false)$/iu.test(value) && path.at(-2) !== 'properties'
    ? value.toLowerCase() === 'true'
    : value;
}
