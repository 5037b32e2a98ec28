import type { NodemailerError, SentMessageInfo, Transporter } from 'nodemailer';
import type { Receipt, RecipientRefusal } from '../errors/outcome.js';
import type { Mail } from '../message/mail.js';
import { toReply } from '../smtp/reply.js';
import { withDeadline } from './deadline.js';
import type { MailTransport, SendOptions } from './mail-transport.js';
import { toNodemailer } from './nodemailer-message.js';
import type { RouteData } from './pluggable-transporter.js';

/** Sends through any nodemailer transporter: SES, sendmail, a plugin. */
export class NodemailerTransport implements MailTransport {
  constructor(readonly transporter: Transporter) {}

  async send(mail: Mail, options: SendOptions = {}): Promise<Receipt> {
    return withDeadline(options, (signal) => sendThrough(this.transporter, mail, signal));
  }

  async sendAll(mails: readonly Mail[], options: SendOptions = {}): Promise<PromiseSettledResult<Receipt>[]> {
    return withDeadline(options, async (signal) => {
      const results: PromiseSettledResult<Receipt>[] = [];
      for (const mail of mails) {
        results.push(...(await Promise.allSettled([sendThrough(this.transporter, mail, signal)])));
      }
      return results;
    });
  }

  async verify(): Promise<void> {
    await this.transporter.verify();
  }

  close(): Promise<number> {
    this.transporter.close();
    return Promise.resolve(0);
  }
}

/** Sends a mail with nodemailer's composer and the plugins of the transporter. */
export async function sendThrough(
  transporter: Transporter,
  mail: Mail,
  signal: AbortSignal | undefined,
  route: RouteData = {},
): Promise<Receipt> {
  const info = await transporter.sendMail({
    ...toNodemailer(mail),
    ...(signal !== undefined && { signal }),
    ...route,
  });
  return {
    messageId: mail.messageId,
    envelope: mail.envelope,
    accepted: info.accepted ?? mail.envelope.to,
    refused: refusals(info),
    response: info.response ?? '',
  };
}

function refusals({ rejectedErrors = [] }: SentMessageInfo): RecipientRefusal[] {
  return rejectedErrors.map(({ recipient = '', responseCode = 0, response = '' }: NodemailerError) => ({
    address: recipient,
    permanent: responseCode >= 500,
    reply: toReply(responseCode, response.replace(/^\d{3}[ -]?/u, '')),
  }));
}
