import { resolveAttachments } from './attachments.js';
import { ConfigReport } from './config-report.js';
import { resolveDkim } from './dkim.js';
import { environmentOf } from './environment-of.js';
import type { MailConfig } from './mailer-config.js';
import type { MailSettings } from './mail-settings.js';
import { bindNestProperties } from './nest-properties.js';
import { resolveUnsubscribe } from './unsubscribe.js';
import { reportUnknownOthers } from './mailer-group.js';
import { resolveRecipients } from './recipients.js';
import { type MailerInput, resolveMailer } from './resolve-mailer.js';
import { hasSettings } from './settings-tree.js';
import { DEFAULT_MAILER, mailerSections } from './sections.js';
import type { SpringEnvironment } from './spring/spring-environment.js';
import { readBoolean } from './spring/conversion.js';
import { reportUnknownKeys } from './unknown-keys.js';

/** What was plugged in by code and needs no settings. */
export interface Plugged {
  /** A transport stands in for `spring.mail`. */
  readonly hasTransport?: boolean;
}

/**
 * Reads, checks and freezes the settings.
 * @throws MailConfigError with every fault at once
 */
export function resolveMailConfig(options: MailSettings = {}, plugged: Plugged = {}): MailConfig {
  const report = new ConfigReport();
  const config = mailConfigOf(environmentOf(options), options, report, plugged);
  report.throwFaults();
  return config;
}

/** The same from an environment that was read already; what is wrong goes to the report. */
export function mailConfigOf(
  environment: SpringEnvironment,
  options: MailSettings,
  report: ConfigReport,
  { hasTransport = false }: Plugged = {},
): MailConfig {
  const directory = options.load?.directory ?? process.cwd();
  const sections = mailerSections(environment, hasTransport);
  const mailers = sections.map((section) =>
    resolveMailer({ ...section, environment, directory, ...codeOf(options, section.name) }, report),
  );
  reportUnknownOthers(sections, environment, report);
  reportUnknownKeys(environment, report, { inCode: hasSettings(options) });
  const strict = environment.property('nest.mail.strict');
  if (strict !== undefined && report.collect(() => readBoolean(strict))) report.promoteWarnings();
  const { defaults, queue } = bindNestProperties(environment, 'nest.mail', report);
  return Object.freeze({
    activeProfiles: environment.activeProfiles,
    mailers: new Map(
      mailers.filter((mailer) => mailer !== undefined).map((mailer) => [mailer.name, Object.freeze(mailer)]),
    ),
    defaults,
    queue,
    dkim: hasTransport ? resolveDkim(environment, 'nest.mail', directory, report) : [],
    unsubscribe: resolveUnsubscribe(environment, report),
    recipients: resolveRecipients(environment, report),
    attachments: resolveAttachments(environment, directory, report),
    warnings: report.warnings,
  });
}

/** What cannot be a text of the settings. */
function codeOf(options: MailSettings, name: string): Pick<MailerInput, 'password' | 'seal'> {
  const { password, seal } = (name === DEFAULT_MAILER ? options : options.mailers?.[name]) ?? {};
  return { password: typeof password === 'function' ? password : undefined, seal };
}
