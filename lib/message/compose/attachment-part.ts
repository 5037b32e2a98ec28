import { mimeFuncs } from '../../on-demand.cjs';
import { encodeBase64Once } from './base64.js';
import { bufferPiece, sourcePiece } from './base64-piece.js';
import type { ComposeAttachment } from './compose-input.js';
import { isContentSource } from './content-source.js';
import { encodeWord } from './encoded-word.js';
import { encodeHeaderText, headerField, headerName, textField } from './header-lines.js';
import { toCrlf } from './line-endings.js';
import type { MimePart } from './mime-part.js';
import { encodeQuotedPrintable } from './quoted-printable.js';
import { prefersQuotedPrintable, textTransferEncoding, type TransferEncoding } from './transfer-encoding.js';

const TEXT = /^text\//i;
const MAIL = /^message\//i;
const IMAGE = /^image\//i;
const NON_ASCII = /[\u0080-\uFFFF]/;
/** Larger files are encoded while they are sent. */
const AT_ONCE_LIMIT = 128 * 1024;
const NEEDS_QUOTES = /[\s'"\\;:/=(),<>@[\]?]|^-/;

/** The part of an attachment; `position` counts from 1 and names a file that has no name. */
export function attachmentPart(attachment: ComposeAttachment, position: number): MimePart {
  const { content, cid, headers = [] } = attachment;
  const contentType = attachment.contentType || mimeFuncs().detectMimeType(attachment.filename || 'bin');
  const filename = attachment.filename || defaultFilename(contentType, position);
  const encoding = transferEncoding(attachment, contentType);
  const disposition = attachment.contentDisposition ?? defaultDisposition(contentType, cid);
  return {
    contentType: typeWithName(contentType, filename, content),
    fields:
      headers.map(({ name, value }) => textField(headerName(name), value)).join('') +
      (cid ? headerField('Content-ID', `<${cid}>`) : '') +
      headerField('Content-Transfer-Encoding', encoding) +
      headerField('Content-Disposition', dispositionWithName(disposition, filename)),
    body: encodedBody(content, encoding, TEXT.test(contentType)),
    fieldsFirst: true,
  };
}

function defaultFilename(contentType: string, position: number): string | undefined {
  return MAIL.test(contentType)
    ? undefined
    : `attachment-${position}.${mimeFuncs().detectExtension(contentType)}`;
}

function defaultDisposition(contentType: string, cid: string | undefined): 'attachment' | 'inline' {
  return MAIL.test(contentType) || (IMAGE.test(contentType) && cid) ? 'inline' : 'attachment';
}

/** Content-Type with the file name as `name` too, in encoded words, for clients that do not know RFC 2231. */
function typeWithName(
  contentType: string,
  filename: string | undefined,
  content: ComposeAttachment['content'],
): string {
  const type = mimeFuncs().parseHeaderValue(contentType, { stripComments: true });
  if (typeof content === 'string' && /^text\/plain\b/.test(type.value) && NON_ASCII.test(content)) {
    type.params['charset'] = 'utf-8';
  }
  if (filename === undefined) return mimeFuncs().buildHeaderValue(type);
  for (const key of Object.keys(type.params)) {
    if (/^name(?:\*|$)/i.test(key)) delete type.params[key];
  }
  const isOdd = filename.includes('\t') || looksEncoded(filename);
  const name = isOdd ? encodeWord(filename) : encodeHeaderText(filename);
  const quoted = name !== filename || NEEDS_QUOTES.test(name) ? JSON.stringify(name) : name;
  return `${mimeFuncs().buildHeaderValue(type)}; name=${quoted}`;
}

/** A name that programs would decode, such as `=?utf-8?q?a=2Eexe?=`, is written so that it arrives as it is. */
function dispositionWithName(value: string, filename: string | undefined): string {
  if (filename === undefined) return value;
  if (!looksEncoded(filename)) return mimeFuncs().buildHeaderValue({ value, params: { filename } });
  // RFC 5987 section 3.2.1: nothing but what the URI encoding leaves, without its marks.
  const escaped = encodeURIComponent(Buffer.from(filename).toString()).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${value}; filename*=utf-8''${escaped}`;
}

function looksEncoded(text: string): boolean {
  return text.includes('=?');
}

function transferEncoding(attachment: ComposeAttachment, contentType: string): TransferEncoding {
  const { content } = attachment;
  if (isContentSource(content)) return 'base64';
  const asked =
    attachment.contentTransferEncoding ??
    (MAIL.test(contentType) ? (fitsSevenBit(content) ? '7bit' : '8bit') : 'base64');
  const isAsked = asked === 'base64' || asked === 'quoted-printable' || !TEXT.test(contentType);
  if (isAsked || content === '') return asked;
  if (typeof content === 'string') return textTransferEncoding(content);
  return prefersQuotedPrintable(Buffer.from(content.toString())) ? 'quoted-printable' : 'base64';
}

/** RFC 2045 section 2.7 */
function fitsSevenBit(content: Buffer | string): boolean {
  const text = typeof content === 'string' ? content : content.toString('latin1');
  return (
    !NON_ASCII.test(text) && !text.includes('\0') && text.split(/[\r\n]/).every((line) => line.length <= 998)
  );
}

function encodedBody(
  content: ComposeAttachment['content'],
  encoding: TransferEncoding,
  isText: boolean,
): MimePart['body'] {
  if (isContentSource(content)) return sourcePiece(content);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  if (encoding === 'base64') return base64Body(bytes);
  return encoding === 'quoted-printable' ? encodeQuotedPrintable(bytes, !isText) : toCrlf(bytes);
}

function base64Body(bytes: Buffer): MimePart['body'] {
  return bytes.length > AT_ONCE_LIMIT ? bufferPiece(bytes) : encodeBase64Once(bytes);
}
