import type { MailConfig, MailerConfig } from '../config/mailer-config.js';
import { defined } from '../config/defined.js';
import { resolveMailConfig } from '../config/resolve-mail-config.js';
import { DEFAULT_MAILER } from '../config/sections.js';
import { groupedTransports } from '../delivery/group/grouped-transports.js';
import { loadAttachments } from '../delivery/attachments/load-attachments.js';
import { MailEvents } from '../delivery/mail-events.js';
import { Mailer } from '../delivery/mailer.js';
import type { MailerDetails } from '../delivery/mailer-details.js';
import { Mailers } from '../delivery/mailers.js';
import { outsideProduction } from '../delivery/outside-production.js';
import { withoutSuppressed } from '../delivery/suppression/without-suppressed.js';
import type { PreparationSteps } from '../delivery/preparation.js';
import { asTransport, keptOpen } from '../transport/given-transport.js';
import type { MessageDefaults } from '../message/prepare-mail.js';
import { withTextFromHtml } from '../delivery/text-from-html.js';
import type { MailTransport } from '../transport/mail-transport.js';
import { SmtpTransport } from '../transport/smtp.transport.js';
import { fillIn } from '../template/fill-in.js';
import { openTemplates } from '../template/open-templates.js';
import type { TemplateSource } from '../template/template-source.js';
import type { MailModuleOptions } from './mail-module-options.js';
import { settingsOf } from './settings-of.js';

/**
 * The default mailer of these settings, without Nest. Close it when it is not needed any more.
 * @example
 * const mailer = createMailer({ host: 'localhost', port: 2525 });
 * @throws MailConfigError with every fault of the settings at once
 */
export function createMailer(options: MailModuleOptions = {}): Mailer {
  const config = resolveMailConfig(settingsOf(options), { hasTransport: options.transport !== undefined });
  // For the diagnostics channels alone: nobody can listen to it, so no listener can throw.
  const templates = options.templates && openTemplates(options.templates);
  // Nobody has the other mailers, so it closes the connections of those that stand in for it as its own.
  const lend = (transport: MailTransport): MailTransport => transport;
  return createMailers(config, options, new MailEvents(() => undefined), templates, undefined, lend).get();
}

/** What all mailers of a module have in common. */
type Shared = Pick<MailerDetails, 'steps' | 'events' | 'queue' | 'telemetry'> &
  Pick<MessageDefaults, 'unsubscribe'>;

/**
 * The mailers of the settings, and the one of the transport that was plugged in.
 * @param standIn sends instead of all of them
 * @param lend what a mailer gets of the transports of those that stand in for it
 */
export function createMailers(
  config: MailConfig,
  options: MailModuleOptions,
  events: MailEvents,
  templates?: TemplateSource,
  standIn?: MailTransport,
  lend?: (transport: MailTransport) => MailTransport,
): Mailers {
  const { mailers, unsubscribe } = config;
  const { queue, telemetry } = options;
  const shared = { steps: stepsOf(config, options, templates), events, queue, telemetry, unsubscribe };
  const everywhere = standIn && keptOpen(standIn);
  const build = (server: MailerConfig): Mailer => smtpMailer(server, shared, everywhere);
  const configured =
    everywhere === undefined
      ? Array.from(groupedTransports(mailers, lend), ([server, transport]) =>
          smtpMailer(server, shared, transport),
        )
      : Array.from(mailers.values(), build);
  const transport = everywhere ?? ownTransport(config, options);
  if (transport === undefined) return new Mailers(configured, build);
  const defaults = { ...config.defaults, unsubscribe };
  const own = defined({ queueConfig: config.queue, seal: options.seal });
  return new Mailers(
    [new Mailer({ name: DEFAULT_MAILER, defaults, ...own, ...shared }, transport), ...configured],
    build,
  );
}

/** What was plugged in, which stays the user's to close. */
function ownTransport(
  { dkim }: MailConfig,
  { transport, seal }: MailModuleOptions,
): MailTransport | undefined {
  return transport && keptOpen(asTransport(transport, defined({ dkim, seal })));
}

/** A mailer that sends by SMTP as its settings say. */
export function smtpMailer(
  server: MailerConfig,
  { unsubscribe, ...shared }: Shared = {},
  transport: MailTransport = new SmtpTransport(server),
): Mailer {
  const { name, queue: queueConfig } = server;
  const defaults = { ...server.defaults, ...(unsubscribe !== undefined && { unsubscribe }) };
  return new Mailer({ name, defaults, server, queueConfig, ...shared }, transport);
}

/** What happens to the messages of every mailer of the module. */
function stepsOf(
  { recipients, attachments }: MailConfig,
  { interceptors = [], suppression, textFromHtml }: MailModuleOptions,
  templates: TemplateSource | undefined,
): PreparationSteps {
  return {
    beforeCheck: [
      ...(templates === undefined ? [] : [fillIn(templates)]),
      ...interceptors,
      ...(textFromHtml === undefined ? [] : [withTextFromHtml(textFromHtml)]),
    ],
    afterCheck: [
      ...(suppression === undefined ? [] : [withoutSuppressed(suppression)]),
      ...outsideProduction(recipients),
      loadAttachments(attachments),
    ],
  };
}
