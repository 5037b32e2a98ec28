import type { ComposeAttachment, ComposeInput } from '../message/compose/compose-input.js';
import { compose } from '../message/compose/compose.js';
import type { Mail } from '../message/mail.js';
import type { SmtpMail, SmtpMailSettings } from '../smtp/smtp-mail.js';

/** The mail in the words of the composer. */
export function composeInput(mail: Mail): ComposeInput {
  const { attachments, inline } = mail;
  return {
    from: [mail.from],
    sender: mail.sender && [mail.sender],
    replyTo: mail.replyTo,
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: mail.date,
    messageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    headers: mail.headers,
    priority: mail.priority,
    attachments: [
      ...attachments.map((file) => ({ ...file, content: bytes(file.content) })),
      ...inline.map((part): ComposeAttachment => ({
        ...part,
        content: bytes(part.content),
        contentDisposition: 'inline',
      })),
    ],
  };
}

/** When a mail is given up. */
export type MailLimits = Pick<SmtpMail, 'signal' | 'timeout'>;

/** The composed mail with its envelope, as the wire takes it. */
export function toSmtpMail(
  { envelope: { from, to } }: Pick<Mail, 'envelope'>,
  input: ComposeInput,
  { dsn, sendPartial, submitter, extension }: SmtpMailSettings,
  { signal, timeout }: MailLimits,
): SmtpMail {
  const { content, needs8Bit, needsSmtpUtf8 } = compose(input);
  // Field by field: spreads would cost a tenth of what a small mail costs in all.
  return {
    from,
    to,
    content,
    eightBit: needs8Bit,
    utf8: needsSmtpUtf8,
    dsn,
    sendPartial,
    submitter,
    extension,
    signal,
    timeout,
  };
}

/** A view, not a copy: the encoded form of a file is kept by the identity of its Buffer. */
function bytes(content: string | Uint8Array): string | Buffer {
  if (typeof content === 'string' || Buffer.isBuffer(content)) return content;
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
