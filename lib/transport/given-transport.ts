import type { Transporter } from 'nodemailer';
import { MailConfigError } from '../errors/mail-config.error.js';
import type { MailTransport } from './mail-transport.js';
import { NodemailerTransport } from './nodemailer.transport.js';
import type { SealConfig } from './seals.js';
import { wholeMail } from './whole-mail.js';

/** A transport of the user's own, in either form. */
export type GivenTransport = MailTransport | Transporter;

/**
 * What the user made, as the port.
 * @throws MailConfigError when it is neither, or is to seal mails and composes them by itself
 */
export function asTransport(given: GivenTransport, seals: SealConfig = {}): MailTransport {
  if ('sendMail' in given) return new NodemailerTransport(given, seals);
  if (!('sendAll' in given)) throw new MailConfigError([NO_TRANSPORT]);
  refuseSeals(seals);
  return given;
}

const NO_TRANSPORT = {
  key: 'transport',
  problem: 'is neither a transporter of nodemailer nor a MailTransport',
  advice: 'A plugin of nodemailer goes through createTransport(plugin).',
};

/** Mails that were to be signed would go out without signature. */
function refuseSeals({ seal, dkim = [] }: SealConfig): void {
  if (seal === undefined && dkim.length === 0) return;
  throw new MailConfigError([
    {
      key: seal === undefined ? 'nest.mail.dkim' : 'seal',
      problem: 'cannot be applied by a transport that composes its mails itself',
      advice: 'Sign in that transport, or pass a nodemailer transporter.',
    },
  ]);
}

/** The same transport, for those who did not open it and must not close it. */
export function keptOpen(transport: MailTransport): MailTransport {
  return {
    ...(transport.transporter !== undefined && { transporter: transport.transporter }),
    send: (mail, options) => transport.send(mail, options),
    sendAll: (mails, options) => transport.sendAll(mails, options),
    render: async (mail) => transport.render?.(mail) ?? wholeMail(mail),
    ...(transport.whenRoom !== undefined && { whenRoom: () => transport.whenRoom?.() ?? Promise.resolve() }),
    verify: (options) => transport.verify(options),
    close: () => Promise.resolve(0),
  };
}
