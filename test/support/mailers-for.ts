import { resolveMailConfig } from '../../lib/config/resolve-mail-config.js';
import { MailEvents } from '../../lib/delivery/mail-events.js';
import type { Mailers } from '../../lib/delivery/mailers.js';
import { createMailers } from '../../lib/module/create-mailers.js';
import { openTemplates } from '../../lib/template/open-templates.js';
import type { MailModuleOptions } from '../../lib/module/mail-module-options.js';
import { settingsOf } from '../../lib/module/settings-of.js';

/** What an application has of these options, without Nest around it. */
export function mailersFor(options: MailModuleOptions, events = new MailEvents(() => undefined)): Mailers {
  const config = resolveMailConfig(settingsOf(options), { hasTransport: options.transport !== undefined });
  return createMailers(config, options, events, options.templates && openTemplates(options.templates));
}
