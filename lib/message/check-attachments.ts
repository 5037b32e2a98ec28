import { MailParseError } from '../errors/mail-parse.error.js';
import type { Attachment } from './attachment.js';
import { contentOf, nameOf } from './content-origin.js';
import { contentTypeOf } from './content-type.js';
import { singleLine } from './header.js';
import { checkFields, knownFields } from './known-fields.js';
import { readList } from './list.js';
import type { MailAttachment, MailInlineAttachment } from './mail-content.js';

/** RFC 2045 section 5.1: type/subtype with optional parameters. */
const CONTENT_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;[\x20-\x7e]*)?$/u;
const CONTENT_ID = /^[^\s<>"\\]+$/u;
/** Characters that turn the direction of what follows, so that `fdp.exe` reads `exe.pdf`. */
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/gu;

/** Most files of one mail, and most of its inline parts. */
const MAX_PARTS = 100;
/** Most characters of a name: file systems allow as many. */
const LONGEST_NAME = 255;

/** Fields of nodemailer's attachments, and what to do instead. */
const INSTEAD = {
  cid: 'Write inline: [{ cid, content }].',
  href: 'Write url.',
  raw: 'Write content and contentType.',
  encoding: 'Decode it: content: Buffer.from(text, encoding).',
  httpHeaders: 'Fetch the file and pass its bytes as content.',
};
const FIELDS: Readonly<Record<keyof Attachment, true>> = {
  filename: true,
  content: true,
  path: true,
  url: true,
  contentType: true,
};
const KNOWN = {
  attachments: knownFields('An attachment', FIELDS, INSTEAD),
  inline: knownFields('An inline part', { cid: true, ...FIELDS }, INSTEAD),
};

/** @throws MailParseError that names the faulty attachment */
export function checkAttachments(attachments: unknown): MailAttachment[] {
  return each(attachments, 'attachments', (part, field) => {
    const content = contentOf(part, field);
    return { content, ...described(part, nameOf(content), field) };
  });
}

/** @throws MailParseError that names the faulty part */
export function checkInline(inline: unknown): MailInlineAttachment[] {
  return each(inline, 'inline', (part, field) => {
    const cid = contentId(part['cid'], `${field}.cid`);
    const content = contentOf(part, field);
    return { cid, content, ...described(part, nameOf(content) ?? cid, field) };
  });
}

type PartsField = keyof typeof KNOWN;
type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function each<T>(parts: unknown, name: PartsField, read: (part: Fields, field: string) => T): T[] {
  if (parts === undefined) return [];
  if (!Array.isArray(parts)) throw new MailParseError(name, 'is not an array', `Write ${name}: [{ … }].`);
  return readList(parts, { field: name, most: MAX_PARTS, members: 'files' }, (part, field) => {
    if (!isFields(part)) throw new MailParseError(field, 'is not an object', 'Write { filename, content }.');
    checkFields(part, KNOWN[name], `${field}.`);
    return read(part, field);
  });
}

function described(
  part: Fields,
  defaultName: string | undefined,
  field: string,
): Pick<MailAttachment, 'filename' | 'contentType'> {
  const name = filename(part['filename'] ?? defaultName, `${field}.filename`);
  return {
    filename: name,
    contentType: contentType(part['contentType'], `${field}.contentType`) ?? contentTypeOf(name),
  };
}

/** The name as people see it: no folders before it, and read in the direction it is written. */
export function filename(value: unknown, field: string): string {
  const name = singleLine(value, field)
    .replace(/^.*[/\\]/u, '')
    .replaceAll(DIRECTION, '')
    .trim();
  if (name === '') throw new MailParseError(field, 'is empty', 'Give the file a name.');
  if (name.length <= LONGEST_NAME) return name;
  throw new MailParseError(field, `is longer than ${LONGEST_NAME} characters`, 'Shorten it.');
}

function contentId(value: unknown, field: string): string {
  const cid = singleLine(value, field);
  if (CONTENT_ID.test(cid)) return cid;
  throw new MailParseError(field, 'is not a Content-ID', 'Write what stands behind cid: in the HTML.');
}

function contentType(value: unknown, field: string): string | undefined {
  if (value === undefined) return undefined;
  const type = singleLine(value, field);
  if (CONTENT_TYPE.test(type)) return type;
  throw new MailParseError(field, 'is not a media type', 'Write type/subtype, such as application/pdf.');
}
