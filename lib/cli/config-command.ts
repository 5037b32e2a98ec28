import { parseArgs } from 'node:util';
import { ConfigReport } from '../config/config-report.js';
import { bindMailProperties } from '../config/mail-properties.js';
import { redacted } from '../config/redaction.js';
import type { SpringEnvironment } from '../config/spring/spring-environment.js';
import { describeFault } from '../errors/mail-config.error.js';
import { Application, APPLICATION_OPTIONS, wordsOf } from './application.js';
import type { Command } from './command.js';

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
export const configCommand: Command = {
  purpose: 'prints the mail settings that an application reads, and where each comes from',
  options: { '--json': 'as one JSON object', '--show-values': 'secrets too' },
  run({ argv, env, print, complain }) {
    const words = wordsOf(argv);
    const { values } = parseArgs({
      args: words.command,
      options: { ...APPLICATION_OPTIONS, json: { type: 'boolean' }, 'show-values': { type: 'boolean' } },
    });
    const application = new Application(values, words.application, env);
    const environment = application.environment();
    const show: Show = values['show-values'] === true ? (_key, value) => value : redacted;
    const bound = bind(environment, show);
    if (values.json === true) print(JSON.stringify(bound, null, 2));
    else for (const line of table(environment, show)) print(line);
    const { report } = application.mail(environment);
    for (const warning of report.warnings) complain(`Warning: ${describeFault(warning)}`);
    for (const fault of report.faults) complain(`Error: ${describeFault(fault)}`);
    return report.faults.length === 0 ? 0 : 1;
  },
};

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
