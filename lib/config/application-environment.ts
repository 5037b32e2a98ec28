import { loadSpringEnvironment } from './spring/load-spring-environment.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

/** Where an application's configuration is read from. */
export interface ApplicationSources {
  /** Folder that holds `application.yml` and `config/`. Default: the working directory. */
  readonly directory?: string;
  /** Environment variables. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Arguments, of which those of the form `--spring.mail.host=…` count. Default: those of the process. */
  readonly argv?: readonly string[];
  /** Profiles to activate, instead of those that `spring.profiles.active` names. */
  readonly profiles?: readonly string[];
}

/** Reads the configuration of this application; nothing but `sources` is read when all of it is given. */
export function applicationEnvironment(sources: ApplicationSources = {}): SpringEnvironment {
  return loadSpringEnvironment({ env: process.env, argv: process.argv.slice(2), ...sources });
}
