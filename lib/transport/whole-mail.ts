import { canCompose } from '../message/compose/can-compose.js';
import { compose } from '../message/compose/compose.js';
import type { Mail } from '../message/mail.js';
import type { MailSeal } from '../message/seal/mail-seal.js';
import { nodemailer } from '../on-demand.cjs';
import type { SmtpContent } from '../smtp/smtp-mail.js';
import { composeInput } from './composed-mail.js';
import { toNodemailer } from './nodemailer-message.js';
import { sealContextOf, sealedBytes, settledBytes } from './sealed-mail.js';

/** All bytes of a mail as they go out: line breaks put right, and sealed. For transports of other kinds than SMTP, too. */
export async function wholeMail(mail: Mail, seal?: MailSeal): Promise<Buffer> {
  const content = await composed(mail);
  return Buffer.concat(
    seal === undefined ? await settledBytes(content) : await sealedBytes(content, seal, sealContextOf(mail)),
  );
}

async function composed(mail: Mail): Promise<SmtpContent> {
  const input = composeInput(mail);
  if (canCompose(input)) return compose(input).content;
  const composer = nodemailer().createTransport({ streamTransport: true, buffer: true });
  const { message } = await composer.sendMail(toNodemailer(mail));
  return Buffer.isBuffer(message) ? [message] : [];
}
