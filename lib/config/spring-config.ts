import { applicationEnvironment, type ApplicationSources } from './application-environment.js';
import { MAIL_PROPERTIES } from './mail-properties.js';
import { type Leaf, treeOf } from './property-tree.js';
import type { MailKey } from './mail-key.js';
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
  { name, path }: PropertyEntry,
  environment: SpringEnvironment,
): { path: readonly string[]; value: Leaf } {
  const property = environment.property(name);
  const known = KNOWN.get(PropertyName.parse(name).canonical);
  if (property === undefined) return { path, value: '' };
  if (known !== undefined) return { path: known.path, value: knownValue(property, known.type) };
  const key = keyOfAngus(path);
  if (key !== undefined)
    return { path: [...path.slice(0, -key.length), key.join('.')], value: property.value };
  return { path, value: isKeptAsWritten(path) ? property.text : valueOf(property) };
}

/** The keys of `spring.mail`, under their one name. */
const KNOWN = new Map(
  Object.entries(MAIL_PROPERTIES).map(([name, { type }]) => [
    PropertyName.parse(`spring.mail.${name}`).canonical,
    { type, path: ['spring', 'mail', ...name.split('.')] },
  ]),
);

/** A port and a flag are typed wherever they were read; `password: 012345` stays `012345`. */
function knownValue({ text, value }: ResolvedProperty, type: MailKey['type']): Leaf {
  if (type === 'integer' && /^\s*\d+\s*$/u.test(value)) return Number(value);
  if (type === 'boolean' && /^(?:true|false)$/iu.test(value)) return value.toLowerCase() === 'true';
  return text;
}

/** What follows `properties`: the names of Angus Mail hold dots, so they stay in one piece. */
function keyOfAngus(path: readonly string[]): readonly string[] | undefined {
  const at = path[1] === 'mail' ? path.indexOf('properties', 2) : -1;
  return at === -1 || at === path.length - 1 ? undefined : path.slice(at + 1);
}

/** The same keys of a named mailer. */
function isKeptAsWritten(path: readonly string[]): boolean {
  return path[1] === 'mail' && ['host', 'username', 'password'].includes(path.at(-1) ?? '');
}

function valueOf({ type, value }: ResolvedProperty): Leaf {
  if (type === 'number' && Number.isFinite(Number(value))) return Number(value);
  return type === 'boolean' ? value.toLowerCase() === 'true' : value;
}
