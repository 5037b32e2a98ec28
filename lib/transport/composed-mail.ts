import type { ComposeInput } from '../message/compose/compose-input.js';
import { compose } from '../message/compose/compose.js';
import type { Mail } from '../message/mail.js';
import type { SmtpMail, SmtpMailSettings } from '../smtp/smtp-mail.js';
import { mailFiles } from './mail-files.js';

/** The mail in the words of the composer. */
export function composeInput(mail: Mail): ComposeInput {
  return {
    from: [mail.from],
    sender: mail.sender && [mail.sender],
    replyTo: mail.replyTo,
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    amp: mail.amp,
    calendar: mail.calendar,
    charset: mail.charset,
    date: mail.date,
    messageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    headers: mail.headers,
    priority: mail.priority,
    attachments: mailFiles(mail),
  };
}

/** When a mail is given up. */
export type MailLimits = Pick<SmtpMail, 'signal' | 'timeout'>;

/** The composed mail with its envelope, as the wire takes it. */
export function toSmtpMail(
  { envelope: { from, to }, dsn, requireTls }: Pick<Mail, 'envelope' | 'dsn' | 'requireTls'>,
  input: ComposeInput,
  settings: SmtpMailSettings,
  { signal, timeout }: MailLimits,
): SmtpMail {
  const { sendPartial, submitter, extension } = settings;
  const { content, needs8Bit, needsSmtpUtf8 } = compose(input);
  // Field by field: spreads would cost a tenth of what a small mail costs in all.
  return {
    from,
    to,
    messageId: input.messageId,
    content,
    eightBit: needs8Bit,
    utf8: needsSmtpUtf8,
    dsn: dsnOf(dsn, settings),
    sendPartial,
    submitter,
    extension,
    requireTls: requireTls ?? settings.requireTls,
    signal,
    timeout,
  };
}

/** What is asked about delivery reports: what the mail says, and the settings where it says nothing. */
export function dsnOf(asked: Mail['dsn'], { dsn }: SmtpMailSettings): SmtpMailSettings['dsn'] {
  return asked === undefined ? dsn : { ...dsn, ...asked };
}
