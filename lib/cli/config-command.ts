import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ConfigReport } from '../config/config-report.js';
import { bindMailProperties } from '../config/mail-properties.js';
import { redacted } from '../config/redaction.js';
import { mailConfigOf } from '../config/resolve-mail-config.js';
import { loadSpringEnvironment } from '../config/spring/load-spring-environment.js';
import type { SpringEnvironment } from '../config/spring/spring-environment.js';
import { describeFault } from '../errors/mail-config.error.js';
import type { Terminal } from './terminal.js';

/** What `spring.mail` binds to, in the shape of Spring Boot's `MailProperties`. */
interface BoundMail {
  readonly profiles: readonly string[];
  /** Whether Spring would make a mail sender: the host is there and not `false`. */
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

type Show = (key: string, value: string) => string;

/** `nestjs-spring-mail config`: prints what was read, then what is wrong with it. */
export function configCommand({ argv, env, print, complain }: Terminal): number {
  const { values, application } = parse(argv);
  if (values.dir !== undefined && !isFolder(values.dir)) {
    complain(`There is no folder ${values.dir}. Give --dir the folder that holds application.yml.`);
    return 1;
  }
  const environment = loadSpringEnvironment({
    directory: values.dir ?? '.',
    env,
    argv: application.filter((argument) => !argument.startsWith('-D')),
    systemProperties: systemProperties(application),
    profiles: values.profile?.flatMap((names) => names.split(',')) ?? [],
  });
  const show: Show = values['show-values'] === true ? (_key, value) => value : redacted;
  const bound = bind(environment, show);
  if (values.json === true) print(JSON.stringify(bound, null, 2));
  else for (const line of table(environment, show)) print(line);
  const report = new ConfigReport();
  mailConfigOf(environment, values.dir === undefined ? {} : { load: { directory: values.dir } }, report);
  for (const warning of report.warnings) complain(`Warning: ${describeFault(warning)}`);
  for (const fault of report.faults) complain(`Error: ${describeFault(fault)}`);
  return report.faults.length === 0 ? 0 : 1;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function parse(argv: readonly string[]) {
  const end = argv.indexOf('--');
  const { values } = parseArgs({
    args: argv.slice(0, end === -1 ? argv.length : end),
    options: {
      json: { type: 'boolean' },
      'show-values': { type: 'boolean' },
      dir: { type: 'string' },
      profile: { type: 'string', multiple: true },
    },
  });
  return { values, application: end === -1 ? [] : argv.slice(end + 1) };
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

/** @throws MailConfigError where Spring refuses to bind */
function bind(environment: SpringEnvironment, show: Show): BoundMail {
  const report = new ConfigReport();
  const hostCondition = isHostPresent(environment, report);
  const bound = bindMailProperties(environment, 'spring.mail', report);
  report.throwFaults();
  return {
    profiles: environment.activeProfiles,
    hostCondition,
    host: bound.host?.value ?? null,
    port: bound.port?.value ?? null,
    username: bound.username?.value ?? null,
    password: bound.password === undefined ? null : show('password', bound.password.value),
    protocol: bound.protocol?.value ?? 'smtp',
    defaultEncoding: bound.defaultEncoding?.value ?? 'UTF-8',
    jndiName: bound.jndiName?.value ?? null,
    ssl: {
      enabled: bound.sslEnabled?.value ?? false,
      verifyHostname: bound.sslVerifyHostname?.value ?? true,
      bundle: bound.sslBundle?.value ?? null,
    },
    properties: Object.fromEntries(
      Array.from(bound.properties, ([key, { value }]) => [key, show(key, value)]),
    ),
  };
}

/** Spring reads the host strictly, before it binds anything. */
function isHostPresent(environment: SpringEnvironment, report: ConfigReport): boolean {
  const host = environment.property('spring.mail.host');
  if (host === undefined) return false;
  report.faultUnresolved(host);
  return host.value.toLowerCase() !== 'false';
}

/** One line a key: name, value, where it comes from. */
function table(environment: SpringEnvironment, show: Show): string[] {
  const rows = ['spring.mail', 'nest.mail', 'spring.ssl.bundle'].flatMap((prefix) =>
    environment.names(prefix).map(({ name }) => {
      const property = environment.property(name);
      return { left: `${name} = ${show(name, property?.text ?? '')}`, right: property?.origin.description };
    }),
  );
  const width = Math.min(70, Math.max(0, ...rows.map(({ left }) => left.length)));
  const profiles = environment.activeProfiles.length > 0 ? environment.activeProfiles.join(', ') : 'none';
  return [
    `active profiles: ${profiles}`,
    ...rows.map(({ left, right }) => `${left.padEnd(width)}  (${right})`),
  ];
}
