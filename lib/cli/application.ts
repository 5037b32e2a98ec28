import { statSync } from 'node:fs';
import { ConfigReport } from '../config/config-report.js';
import type { MailConfig, MailerConfig } from '../config/mailer-config.js';
import { mailConfigOf } from '../config/resolve-mail-config.js';
import { DEFAULT_MAILER } from '../config/sections.js';
import { loadSpringEnvironment } from '../config/spring/load-spring-environment.js';
import type { SpringEnvironment } from '../config/spring/spring-environment.js';
import { UsageError } from './command.js';
import type { Terminal } from './terminal.js';

/** Options of every command that reads the settings of an application, for `parseArgs`. */
export const APPLICATION_OPTIONS = {
  dir: { type: 'string' },
  profile: { type: 'string', multiple: true },
} as const;

/** The words of a command and, behind `--`, those of the application. */
export function wordsOf(argv: readonly string[]): { command: string[]; application: string[] } {
  const end = argv.indexOf('--');
  return end === -1
    ? { command: [...argv], application: [] }
    : { command: argv.slice(0, end), application: argv.slice(end + 1) };
}

/** The application whose settings a command is about. */
export class Application {
  readonly #directory: string | undefined;
  readonly #profiles: readonly string[];
  readonly #argv: readonly string[];
  readonly #env: Terminal['env'];

  /** @throws UsageError when the folder is not there */
  constructor(
    {
      dir,
      profile = [],
    }: { readonly dir?: string | undefined; readonly profile?: readonly string[] | undefined },
    argv: readonly string[],
    env: Terminal['env'],
  ) {
    if (dir !== undefined && !isFolder(dir))
      throw new UsageError(`There is no folder ${dir}. Give --dir the folder that holds application.yml.`);
    this.#directory = dir;
    this.#profiles = profile.flatMap((names) => names.split(','));
    this.#argv = argv;
    this.#env = env;
  }

  /** @throws MailConfigError when a file cannot be read */
  environment(): SpringEnvironment {
    return loadSpringEnvironment({
      directory: this.#directory ?? '.',
      env: this.#env,
      argv: this.#argv.filter((argument) => !argument.startsWith('-D')),
      systemProperties: systemProperties(this.#argv),
      profiles: this.#profiles,
    });
  }

  /** The settings of mail, and what is wrong with them. */
  mail(environment: SpringEnvironment): { config: MailConfig; report: ConfigReport } {
    const report = new ConfigReport();
    const options = this.#directory === undefined ? {} : { load: { directory: this.#directory } };
    return { config: mailConfigOf(environment, options, report), report };
  }
}

/**
 * The mailer that a command is about: the one that was asked for, the default one, or the only one.
 * @throws UsageError when there is none of this name, or several and none was named
 */
export function mailerOf({ mailers }: MailConfig, name: string | undefined): MailerConfig {
  const [only, ...others] = mailers.values();
  const mailer =
    mailers.get(name ?? DEFAULT_MAILER) ?? (name === undefined && others.length === 0 ? only : undefined);
  if (mailer !== undefined) return mailer;
  const known = [...mailers.keys()].join(', ') || 'none';
  throw new UsageError(
    name === undefined
      ? `Say which mailer by --mailer: ${known}.`
      : `There is no mailer ${name}. There are: ${known}.`,
  );
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** `-Dname=value`, as a JVM takes it. */
function systemProperties(argv: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    argv
      .filter((argument) => argument.startsWith('-D'))
      .map((argument) => {
        const [name = '', ...value] = argument.slice(2).split('=');
        return [name, value.join('=')];
      }),
  );
}
