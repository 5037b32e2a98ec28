import type { MailConfig, MailerConfig } from '../config/mailer-config.js';
import { DEFAULT_MAILER } from '../config/sections.js';
import { Mailer } from '../delivery/mailer.js';
import { Mailers } from '../delivery/mailers.js';
import type { MailTransport } from '../transport/mail-transport.js';
import { NodemailerTransport } from '../transport/nodemailer.transport.js';
import { SmtpTransport } from '../transport/smtp.transport.js';
import type { MailModuleOptions } from './mail-module-options.js';

/** The mailers of the settings, and the one of the transport that was plugged in. */
export function createMailers({ mailers, defaults }: MailConfig, { transport }: MailModuleOptions): Mailers {
  const configured = Array.from(mailers.values(), smtpMailer);
  if (transport === undefined) return new Mailers(configured);
  return new Mailers([new Mailer({ name: DEFAULT_MAILER, defaults }, keptOpen(transport)), ...configured]);
}

/** A mailer that sends by SMTP as its settings say. */
export function smtpMailer(server: MailerConfig): Mailer {
  return new Mailer({ name: server.name, defaults: server.defaults, server }, new SmtpTransport(server));
}

/** What the user made is the user's to close. */
function keptOpen(given: NonNullable<MailModuleOptions['transport']>): MailTransport {
  const transport: MailTransport = 'sendMail' in given ? new NodemailerTransport(given) : given;
  return {
    ...(transport.transporter !== undefined && { transporter: transport.transporter }),
    send: (mail, options) => transport.send(mail, options),
    sendAll: (mails, options) => transport.sendAll(mails, options),
    ...(transport.whenRoom !== undefined && { whenRoom: () => transport.whenRoom?.() ?? Promise.resolve() }),
    verify: (options) => transport.verify(options),
    close: () => Promise.resolve(0),
  };
}
