import type { SendMailOptions } from 'nodemailer';
import type { MailAddress } from '../message/address.js';
import type { Attachment, InlineAttachment } from '../message/attachment.js';
import type { Mail } from '../message/mail.js';

/** The mail in nodemailer's words. Made anew for each send, because nodemailer writes into it. */
export function toNodemailer(mail: Mail): SendMailOptions {
  return {
    messageId: mail.messageId,
    date: mail.date,
    envelope: { from: mail.envelope.from, to: [...mail.envelope.to] },
    from: mailbox(mail.from),
    ...(mail.sender !== undefined && { sender: mailbox(mail.sender) }),
    to: mail.to.map(mailbox),
    cc: mail.cc.map(mailbox),
    replyTo: mail.replyTo.map(mailbox),
    subject: mail.subject,
    ...(mail.text !== undefined && { text: mail.text }),
    ...(mail.html !== undefined && { html: mail.html }),
    headers: mail.headers.map(({ name, value }) => ({ key: name, value })),
    attachments: [...mail.attachments.map(attachment), ...mail.inline.map(inline)],
    ...(mail.priority !== undefined && { priority: mail.priority }),
    ...(mail.inReplyTo !== undefined && { inReplyTo: mail.inReplyTo }),
    references: [...mail.references],
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function mailbox({ name = '', address }: MailAddress): { name: string; address: string } {
  return { name, address };
}

function attachment({ filename, content, contentType }: Attachment): object {
  return { filename, content: bytes(content), ...(contentType !== undefined && { contentType }) };
}

function inline({ cid, filename = cid, content, contentType }: InlineAttachment): object {
  return {
    ...attachment({ filename, content, ...(contentType !== undefined && { contentType }) }),
    cid,
    contentDisposition: 'inline',
  };
}

function bytes(content: string | Uint8Array): string | Buffer {
  return typeof content === 'string'
    ? content
    : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
