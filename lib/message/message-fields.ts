import { checkFields, knownFields } from './known-fields.js';
import type { MessageFields } from './message.js';

/** Every field of a message without a template; the compiler keeps the list whole. */
const FIELDS: Readonly<Record<keyof MessageFields, true>> = {
  from: true,
  sender: true,
  to: true,
  cc: true,
  bcc: true,
  replyTo: true,
  subject: true,
  text: true,
  html: true,
  sentDate: true,
  headers: true,
  attachments: true,
  inline: true,
  priority: true,
  messageId: true,
  inReplyTo: true,
  references: true,
  amp: true,
  calendar: true,
  envelope: true,
  dsn: true,
  requireTls: true,
  tags: true,
  metadata: true,
  idempotencyKey: true,
  unsubscribe: true,
  seal: true,
};
/** What only templates read, fields of nodemailer's messages, and what to do instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  template: 'Set templates in MailModule.forRoot.',
  context: 'Name its template.',
  locale: 'Name its template.',
  date: 'Write sentDate.',
  list: 'Write headers: { "List-Help": "<https://…>" }.',
  icalEvent: 'Write calendar.',
  raw: 'Write from, to, subject, and text or html.',
  alternatives: 'Write text, html, amp and calendar.',
  attachDataUrls: 'Write inline: [{ cid, content }], and cid: in the HTML.',
  encoding: 'Set spring.mail.default-encoding.',
  textEncoding: 'Remove it: the encoding follows from the text.',
  transporterName: 'Send it by mail.mailer(name).',
  templateName: 'Write template.',
  templateId: 'Write template.',
  body: 'Write text, html or both.',
  textTemplate: 'Write the template, whose text is in a file of its own: welcome.text.hbs.',
  timeout: 'Pass it beside the message: send(message, { timeout }).',
  dkim: 'Set nest.mail.dkim.',
};
const MESSAGE = knownFields('A message', FIELDS, INSTEAD);

/** @throws MailParseError that names a field which messages do not have */
export function checkMessageFields(message: object): void {
  checkFields(message, MESSAGE);
}
