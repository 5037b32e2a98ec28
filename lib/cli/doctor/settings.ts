import { type ConfigFault, describeFault, MailConfigError } from '../../errors/mail-config.error.js';
import type { MailConfig, MailerConfig } from '../../config/mailer-config.js';
import { pageOf } from '../../errors/diagnosis.js';
import { type Application, mailerOf } from '../application.js';
import { type Finding, ok } from './check.js';

/** The settings of the mailer to look at, and what was found about them. */
export interface SettingsCheck {
  /** Missing when the settings cannot work. */
  readonly settings?: { readonly config: MailConfig; readonly mailer: MailerConfig };
  readonly finding: Finding;
}

const LINES: Readonly<Record<MailerConfig['security'], string>> = {
  'implicit-tls': 'TLS from the first byte',
  starttls: 'STARTTLS',
  'starttls-if-offered': 'STARTTLS if it is offered',
  none: 'not encrypted',
};

/**
 * Reads the settings as a start of the application would.
 * @throws UsageError when there is no mailer of this name
 */
export function checkSettings(application: Application, name: string | undefined): SettingsCheck {
  try {
    const { config, report } = application.mail(application.environment());
    report.throwFaults();
    const mailer = mailerOf(config, name);
    return { settings: { config, mailer }, finding: warned(mailer, report.warnings) };
  } catch (error) {
    if (!(error instanceof MailConfigError)) throw error;
    return { finding: { status: 'fail', ...ofFaults(error.faults) } };
  }
}

function warned(mailer: MailerConfig, warnings: readonly ConfigFault[]): Finding {
  const { host, port, security, credentials } = mailer;
  const who = credentials === undefined ? 'without sign-in' : `as ${credentials.username}`;
  const detail = `${host}:${port}, ${LINES[security]}, ${who}${togetherWith(mailer)}`;
  if (warnings.length === 0) return ok(detail);
  const { detail: problems, ...rest } = ofFaults(warnings);
  return { status: 'warn', detail: `${detail}; ${problems}`, ...rest };
}

/** Each of a group is looked at by itself. */
function togetherWith({ group }: MailerConfig): string {
  return group === undefined
    ? ''
    : `; it sends together with ${group.others.join(', ')}: look at them by --mailer`;
}

/** The first of them is the one to begin with. */
function ofFaults(faults: readonly ConfigFault[]): Omit<Finding, 'status'> {
  const [first, ...others] = faults;
  if (first === undefined) return { detail: 'The mail settings cannot work' };
  const { key, source, advice } = first;
  return {
    detail: [describeFault({ ...first, advice: '' }).trim(), ...others.map(describeFault)].join('; '),
    key,
    ...(source !== undefined && { source }),
    expected: expectedOf(advice),
    advice,
    page: pageOf('settings'),
  };
}

/** `Write localhost, and 25 as the port.` says what the value should be; other advice is a thing to do. */
function expectedOf(advice: string): string {
  return /^Write (?<value>.+?)[.;](?:\s|$)/u.exec(advice)?.groups?.['value'] ?? advice;
}
