import type { MailModuleOptions } from '../../lib/module/mail-module-options.js';
import { settingsOf } from '../../lib/module/settings-of.js';
import { resolveMailConfig } from '../../lib/config/resolve-mail-config.js';
import type { Mailer } from '../../lib/delivery/mailer.js';
import { smtpMailer } from '../../lib/module/create-mailers.js';

/** The mailer that an application gets from these settings, without Nest around it. */
export function mailerFor(settings: MailModuleOptions): Mailer {
  const server = resolveMailConfig(settingsOf(settings)).mailers.get('default');
  if (server === undefined) throw new Error('The settings name no host.');
  return smtpMailer(server);
}
