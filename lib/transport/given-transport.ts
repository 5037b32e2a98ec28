import type { Transporter } from 'nodemailer';
import type { MailTransport } from './mail-transport.js';
import { NodemailerTransport } from './nodemailer.transport.js';

/** A transport of the user's own, in either form. */
export type GivenTransport = MailTransport | Transporter;

/** What the user made, as the port. */
export function asTransport(given: GivenTransport): MailTransport {
  return 'sendMail' in given ? new NodemailerTransport(given) : given;
}

/** The same transport, for those who did not open it and must not close it. */
export function keptOpen(transport: MailTransport): MailTransport {
  return {
    ...(transport.transporter !== undefined && { transporter: transport.transporter }),
    send: (mail, options) => transport.send(mail, options),
    sendAll: (mails, options) => transport.sendAll(mails, options),
    ...(transport.whenRoom !== undefined && { whenRoom: () => transport.whenRoom?.() ?? Promise.resolve() }),
    verify: (options) => transport.verify(options),
    close: () => Promise.resolve(0),
  };
}
