import { resolve as resolvePath } from 'node:path';
import { MailConfigError } from '../../errors/mail-config.error.js';
import { applicationJsonSource } from './application-json.js';
import { detectCloudPlatform } from './cloud-platform.js';
import { commandLineSource } from './command-line.js';
import { loadConfigData } from './config-data.js';
import { ConfigResources } from './config-resource.js';
import { EnvironmentVariables, type Variables } from './environment-variables.js';
import { PropertyName } from './property-name.js';
import { DocumentSource, type PropertySource } from './property-source.js';
import { SpringEnvironment } from './spring-environment.js';

/** Where the settings of an application come from. Nothing else is read. */
export interface SpringEnvironmentOptions {
  /** Holds `application.yml` and `config/`, and is what `classpath:` means. Default: the working directory. */
  readonly directory?: string;
  /** What paths in `file:` and `configtree:` start from. Default: the working directory of the process. */
  readonly workingDirectory?: string;
  /** Environment variables, such as `process.env`. Default: none. */
  readonly env?: Variables;
  /** Arguments such as `--spring.mail.host=localhost`, `process.argv.slice(2)` for example. Default: none. */
  readonly argv?: readonly string[];
  /** What a JVM is given by `-Dname=value`; wins over `env`. Default: none. */
  readonly systemProperties?: Readonly<Record<string, string>>;
  /** Active profiles, in place of those that `spring.profiles.active` names anywhere. Default: none. */
  readonly profiles?: readonly string[];
}

function systemSource(properties: Readonly<Record<string, string>>): PropertySource {
  return new DocumentSource(
    Object.entries(properties).map(([key, value]) => ({
      name: PropertyName.parse(key),
      key,
      value,
      text: value,
      type: 'string',
      origin: { kind: 'system property', description: `system property ${key}` },
    })),
  );
}

function profilesSource(profiles: readonly string[]): PropertySource {
  const key = 'spring.profiles.active';
  return new DocumentSource(
    profiles.map((profile, index) => ({
      name: PropertyName.parse(key).at(index),
      key: `${key}[${index}]`,
      value: profile,
      text: profile,
      type: 'string',
      origin: { kind: 'object', description: 'option profiles' },
    })),
  );
}

function readConfigNames(environment: SpringEnvironment): readonly string[] {
  const names = environment.list('spring.config.name');
  const wild = names?.find(({ value }) => value.includes('*'));
  if (wild !== undefined) {
    throw new MailConfigError([
      {
        key: wild.key,
        problem: 'has a `*` in it',
        advice: 'Write the name of a file without its ending, such as application.',
        source: wild.origin.description,
      },
    ]);
  }
  return names?.map(({ value }) => value) ?? ['application'];
}

/**
 * Reads the settings of an application by the rules of Spring Boot 4.1. Throws a `MailConfigError` that names file, line and column
 * when a file cannot be read or is invalid, and when an import is missing.
 */
export function loadSpringEnvironment(options: SpringEnvironmentOptions = {}): SpringEnvironment {
  const { env = {}, argv = [], systemProperties = {}, profiles = [] } = options;
  const workingDirectory = resolvePath(options.workingDirectory ?? '.');
  const outer = [
    commandLineSource(argv),
    systemSource(systemProperties),
    new EnvironmentVariables(env),
  ] as const;
  const [commandLine, system, variables] = outer;
  const json = applicationJsonSource(outer);
  const existing = [profilesSource(profiles), commandLine, ...(json ? [json] : []), system, variables];
  const given = new SpringEnvironment(existing);
  const resources = new ConfigResources({
    directory: resolvePath(workingDirectory, options.directory ?? '.'),
    workingDirectory,
    variables: env,
    names: readConfigNames(given),
    ignoreMissing: given.property('spring.config.on-not-found')?.value.toLowerCase() === 'ignore',
  });
  const data = loadConfigData(existing, resources, detectCloudPlatform(env));
  return new SpringEnvironment([...existing, ...data.sources], data.profiles.active);
}
