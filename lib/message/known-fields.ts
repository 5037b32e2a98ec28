import { MailParseError } from '../errors/mail-parse.error.js';
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
  textTemplate: 'Write the template, whose text is in a file of its own: welcome.text.hbs.',
  timeout: 'Pass it beside the message: send(message, { timeout }).',
  dkim: 'Set nest.mail.dkim.',
};
const MESSAGE = knownFields('A message', FIELDS, INSTEAD);

/** The fields that a value may have, and what to do about some that it may not. */
export interface KnownFields {
  readonly names: ReadonlySet<string>;
  readonly what: string;
  readonly instead: ReadonlyMap<string, string>;
}

/** @param what begins the sentence that lists the fields */
export function knownFields(
  what: string,
  fields: Readonly<Record<string, true>>,
  instead: Readonly<Record<string, string>>,
): KnownFields {
  return { what, names: new Set(Object.keys(fields)), instead: new Map(Object.entries(instead)) };
}

/** @throws MailParseError that names a field which messages do not have */
export function checkMessageFields(message: object): void {
  checkFields(message, MESSAGE);
}

/**
 * What nobody reads would be lost in silence: an envelope, an encoding, a recipient field that is misspelt.
 * @param within begins the name of the field in the error, such as `attachments[0].`
 * @throws MailParseError that names a field which is not known
 */
export function checkFields(value: object, { names, what, instead }: KnownFields, within = ''): void {
  for (const field of Object.keys(value)) {
    if (names.has(field) || Reflect.get(value, field) === undefined) continue;
    throw new MailParseError(
      within + field.slice(0, 80),
      'is not known',
      instead.get(field) ?? `Remove it. ${what} has ${[...names].join(', ')}.`,
    );
  }
}
