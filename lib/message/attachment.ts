import { MailParseError } from '../errors/mail-parse.error.js';
import { singleLine } from './header.js';
import { checkFields, knownFields } from './known-fields.js';
import { readList } from './list.js';

/** A file that travels with the mail. */
export interface Attachment {
  /** Name shown to the recipient. */
  readonly filename: string;
  /** Bytes, or text that is encoded as UTF-8. */
  readonly content: string | Uint8Array;
  /** Media type, such as `application/pdf`. Default: by the extension of `filename`, else `application/octet-stream`. */
  readonly contentType?: string;
}

/** An image or other part that the HTML shows by `<img src="cid:…">`. */
export interface InlineAttachment {
  /** Content-ID without angle brackets (RFC 2392), as it stands behind `cid:` in the HTML. */
  readonly cid: string;
  readonly content: string | Uint8Array;
  /** Default: the value of `cid`. */
  readonly filename?: string;
  /** Media type. Default: by the extension of `filename`, else `application/octet-stream`. */
  readonly contentType?: string;
}

/** RFC 2045 section 5.1: type/subtype with optional parameters. */
const CONTENT_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;[\x20-\x7e]*)?$/u;
const CONTENT_ID = /^[^\s<>"\\]+$/u;

/** Most files of one mail, and most of its inline parts. */
const MAX_PARTS = 100;

/** Fields of nodemailer's attachments, and what to do instead. */
const INSTEAD = {
  cid: 'Write inline: [{ cid, content }].',
  encoding: 'Decode it: content: Buffer.from(text, encoding).',
};
const attachmentFields: Readonly<Record<keyof Attachment, true>> = {
  filename: true,
  content: true,
  contentType: true,
};
const inlineFields: Readonly<Record<keyof InlineAttachment, true>> = {
  cid: true,
  content: true,
  filename: true,
  contentType: true,
};
const KNOWN = {
  attachments: knownFields('An attachment', attachmentFields, INSTEAD),
  inline: knownFields('An inline part', inlineFields, INSTEAD),
};

/** @throws MailParseError that names the faulty attachment */
export function checkAttachments(attachments: unknown): Attachment[] {
  return each(attachments, 'attachments', (part, field) => ({
    filename: filename(part['filename'], `${field}.filename`),
    ...body(part, field),
  }));
}

/** @throws MailParseError that names the faulty part */
export function checkInline(inline: unknown): InlineAttachment[] {
  return each(inline, 'inline', (part, field) => {
    const cid = singleLine(part['cid'], `${field}.cid`);
    if (!CONTENT_ID.test(cid)) {
      throw new MailParseError(
        `${field}.cid`,
        'is not a Content-ID',
        'Write what stands behind cid: in the HTML.',
      );
    }
    return { cid, filename: filename(part['filename'] ?? cid, `${field}.filename`), ...body(part, field) };
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

function filename(value: unknown, field: string): string {
  const name = singleLine(value, field);
  if (name !== '') return name;
  throw new MailParseError(field, 'is empty', 'Give the file a name.');
}

function body({ content, contentType }: Fields, field: string): Pick<Attachment, 'content' | 'contentType'> {
  if (typeof content !== 'string' && !(content instanceof Uint8Array)) {
    throw new MailParseError(
      `${field}.content`,
      'is neither a string nor a Buffer',
      'Read the file first and pass its bytes.',
    );
  }
  if (contentType === undefined) return { content };
  const type = singleLine(contentType, `${field}.contentType`);
  if (CONTENT_TYPE.test(type)) return { content, contentType: type };
  throw new MailParseError(
    `${field}.contentType`,
    'is not a media type',
    'Write type/subtype, such as application/pdf.',
  );
}
