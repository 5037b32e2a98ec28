import type { SendMailOptions } from 'nodemailer';
import type { MailAddress } from '../message/address.js';
import { isContentSource } from '../message/compose/content-source.js';
import type { Mail } from '../message/mail.js';
import { type MailFile, mailFiles } from './mail-files.js';
import { sourceStream } from './nodemailer-content.js';

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
    ...(mail.amp !== undefined && { amp: mail.amp }),
    ...(mail.calendar !== undefined && { alternatives: [alternative(mail.calendar)] }),
    ...headers(mail.headers),
    attachments: mailFiles(mail).map(attachment),
    ...(mail.priority !== undefined && { priority: mail.priority }),
    ...(mail.inReplyTo !== undefined && { inReplyTo: mail.inReplyTo }),
    references: [...mail.references],
    ...(mail.dsn !== undefined && { dsn: { ...mail.dsn, notify: mail.dsn.notify && [...mail.dsn.notify] } }),
    ...(mail.requireTls !== undefined && { requireTLSExtensionEnabled: mail.requireTls }),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The names that are exact keep their spelling. */
function headers(fields: Mail['headers']): Pick<SendMailOptions, 'headers' | 'normalizeHeaderKey'> {
  const exact = new Map(
    fields.flatMap(({ name, exact: isExact }) => (isExact ? [[name.toLowerCase(), name]] : [])),
  );
  return {
    headers: fields.map(({ name, value }) => ({ key: name, value })),
    ...(exact.size > 0 && {
      normalizeHeaderKey: (name: string) => exact.get(name.toLowerCase()) ?? name,
    }),
  };
}

function mailbox({ name = '', address }: MailAddress): { name: string; address: string } {
  return { name, address };
}

/** Not nodemailer's `icalEvent`, which always adds a file. */
function alternative({ method, content }: NonNullable<Mail['calendar']>): object {
  return { contentType: `text/calendar; charset=utf-8; method=${method}`, content };
}

function attachment({ content, contentType, ...file }: MailFile): object {
  return {
    ...file,
    content: typeof content !== 'string' && isContentSource(content) ? sourceStream(content) : content,
    ...(contentType !== undefined && { contentType }),
  };
}
