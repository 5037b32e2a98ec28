import type { NodemailerError, SentMessageInfo, Transporter } from 'nodemailer';
import type { Receipt, RecipientRefusal } from '../errors/outcome.js';
import type { Mail } from '../message/mail.js';
import type { MailTransport, SendOptions } from './mail-transport.js';
import { toNodemailer } from './nodemailer-message.js';
import { smtpReply } from './smtp-reply.js';

/** Sends through any nodemailer transporter: SES, sendmail, a plugin, or the SMTP one that we make. */
export class NodemailerTransport implements MailTransport {
  constructor(readonly transporter: Transporter) {}

  async send(mail: Mail, { signal }: SendOptions = {}): Promise<Receipt> {
    const info = await this.transporter.sendMail({
      ...toNodemailer(mail),
      ...(signal !== undefined && { signal }),
    });
    return {
      messageId: mail.messageId,
      envelope: mail.envelope,
      accepted: info.accepted ?? mail.envelope.to,
      refused: refusals(info),
      response: info.response ?? '',
    };
  }

  async verify(): Promise<void> {
    await this.transporter.verify();
  }

  async close(): Promise<void> {
    this.transporter.close();
  }
}

function refusals({ rejectedErrors = [] }: SentMessageInfo): RecipientRefusal[] {
  return rejectedErrors.map(({ recipient = '', responseCode = 0, response }: NodemailerError) => ({
    address: recipient,
    permanent: responseCode >= 500,
    reply: smtpReply(responseCode, response),
  }));
}
