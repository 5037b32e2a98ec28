import type { MailConfig, MailerConfig } from '../../lib/config/mailer-config.js';
import { resolveMailConfig } from '../../lib/config/resolve-mail-config.js';
import { type ConfigFault, MailConfigError } from '../../lib/errors/mail-config.error.js';
import { withFolder } from './temporary-folder.js';

/** The settings that an application reads that has this `application.yml` and these variables. */
export function configOf(yaml: string, env: Readonly<Record<string, string>> = {}): MailConfig {
  return withFolder({ 'application.yml': yaml }, (directory) =>
    resolveMailConfig({ load: { directory, env, argv: [] } }),
  );
}

/** The mailer of `spring.mail`. */
export function mailerOf(yaml: string, env: Readonly<Record<string, string>> = {}): MailerConfig {
  const mailer = configOf(yaml, env).mailers.get('default');
  if (mailer === undefined) throw new Error('There is no default mailer.');
  return mailer;
}

/** The faults that stop the boot. */
export function faultsOf(yaml: string, env: Readonly<Record<string, string>> = {}): readonly ConfigFault[] {
  try {
    configOf(yaml, env);
  } catch (error) {
    if (error instanceof MailConfigError) return error.faults;
    throw error;
  }
  return [];
}
