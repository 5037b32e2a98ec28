import { MailParseError } from '../../errors/mail-parse.error.js';
import { parseAddress } from '../../message/address.js';
import { parseDsn } from '../../message/dsn.js';
import { parseHeaders, parseMessageId, singleLine } from '../../message/header.js';
import type { Mail } from '../../message/mail.js';
import { PendingContent } from '../../message/mail-content.js';

/** A mail as JSON has it. What JSON does not have stands in it as `{ $: [kind, …] }`, which no text of a mail looks like. */
export type StoredMail = Readonly<Record<string, unknown>>;

/** Makes a mail ready for JSON: bytes become base64, dates text, files to be read their path or address. */
export function storeMail(mail: Mail): StoredMail {
  return storeFields(mail);
}

/**
 * The mail that was stored. Who can write to the store could send as anybody, so everything that decides where a mail goes
 * is checked again.
 * @throws MailParseError when it is not a mail
 */
export function restoreMail(stored: unknown): Mail {
  const value = restore(stored);
  if (!isMailLike(value)) throw new MailParseError('value', 'is not a stored mail', 'Queue it again.');
  checkAgain(value);
  return value;
}

function storeFields(value: object): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) if (field !== undefined) fields[key] = store(field);
  return fields;
}

function store(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(store);
  if (value instanceof Date) return { $: ['date', value.toISOString()] };
  if (value instanceof Uint8Array) return { $: ['bytes', bufferOf(value).toString('base64')] };
  return value instanceof PendingContent ? storePending(value) : storeFields(value);
}

function storePending({ field, origin }: PendingContent): unknown {
  if (origin.kind === 'path') return { $: ['path', field, origin.path] };
  if (origin.kind === 'url') return { $: ['url', field, origin.url.href] };
  throw new MailParseError(field, 'is a stream, which cannot be stored', 'Pass its bytes, or a path.');
}

function restore(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(restore);
  const fields: Readonly<Record<string, unknown>> = { ...value };
  if (Array.isArray(fields['$'])) return restoreKind(fields['$']);
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, restore(field)]));
}

function restoreKind([kind, first, second]: readonly unknown[]): unknown {
  const [one, other] = [String(first), String(second)];
  if (kind === 'date') return new Date(one);
  if (kind === 'bytes') return Buffer.from(one, 'base64');
  if (kind === 'path') return new PendingContent(one, { kind, path: other });
  if (kind === 'url' && URL.canParse(other)) return new PendingContent(one, { kind, url: new URL(other) });
  throw new MailParseError('value', 'holds what no stored mail holds', 'Queue it again.');
}

function isMailLike(value: unknown): value is Mail {
  const { envelope, from, headers, attachments, inline, date, ...fields } = asFields(value);
  const lists = [
    asFields(envelope)['to'],
    fields['to'],
    fields['cc'],
    fields['replyTo'],
    fields['references'],
  ];
  return (
    [...lists, headers, attachments, inline].every(Array.isArray) &&
    typeof asFields(from)['address'] === 'string' &&
    date instanceof Date &&
    !Number.isNaN(date.getTime())
  );
}

function checkAgain(mail: Mail): void {
  const { envelope } = mail;
  if (envelope.to.length === 0) throw new MailParseError('envelope.to', 'is empty', 'Queue it again.');
  parseMessageId(mail.messageId, 'messageId');
  parseAddress(mail.from, 'from');
  if (mail.sender !== undefined) parseAddress(mail.sender, 'sender');
  if (envelope.from !== '') parseAddress(envelope.from, 'envelope.from');
  for (const [field, list] of [
    ['envelope.to', envelope.to],
    ['to', mail.to],
    ['cc', mail.cc],
    ['replyTo', mail.replyTo],
  ] as const)
    for (const address of list) parseAddress(address, field);
  singleLine(mail.subject, 'subject');
  for (const { name, value } of mail.headers) parseHeaders({ [`X-${name}`]: value });
  if (mail.inReplyTo !== undefined) parseMessageId(mail.inReplyTo, 'inReplyTo');
  for (const id of mail.references) parseMessageId(id, 'references');
  for (const { filename, contentType } of [...mail.attachments, ...mail.inline]) {
    singleLine(filename, 'attachments.filename');
    if (contentType !== undefined) singleLine(contentType, 'attachments.contentType');
  }
  parseDsn(mail.dsn, envelope.to);
  if (mail.calendar !== undefined) singleLine(mail.calendar.method, 'calendar.method');
  if (mail.calendar?.filename !== undefined) singleLine(mail.calendar.filename, 'calendar.filename');
  for (const { cid } of mail.inline) singleLine(cid, 'inline.cid');
}

function asFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
