import { type Charset, encodeIn } from './charset.js';
import { headerField } from './header-lines.js';
import type { PacedPiece } from './mail-piece.js';
import { utf8Of } from './slab.js';
import { encodeText, textTransferEncoding, type TransferEncoding } from './transfer-encoding.js';

/** A leaf of the MIME tree, encoded and ready to be written. */
export interface MimePart {
  /** Value of its Content-Type field. */
  readonly contentType: string;
  /** Its other header fields, with their line ends. */
  readonly fields: string;
  /** A string is ASCII with CRLF line ends. */
  readonly body: Buffer | string | PacedPiece;
  /** nodemailer writes the fields of a lone attachment before those of the message, those of a lone text behind them. */
  readonly fieldsFirst: boolean;
}

/** What a mail without any content consists of. */
export const emptyPart: MimePart = {
  contentType: 'text/plain',
  fields: '',
  body: '',
  fieldsFirst: false,
};

/** The part of a text: in the charset where it has all its characters, else in UTF-8. */
export function textPart(subtype: 'plain' | 'html', text: string, charset: Charset | undefined): MimePart {
  const bytes = charset && encodeIn(charset, text);
  if (charset === undefined || bytes === undefined) {
    return alternativePart(`text/${subtype}; charset=utf-8`, text);
  }
  return encodedPart(`text/${subtype}; charset=${charset}`, bytes, textTransferEncoding(text));
}

/** The part of another form of the same content, always in UTF-8: iCalendar and AMP ask for it. */
export function alternativePart(contentType: string, text: string): MimePart {
  const bytes = utf8Of(text);
  return encodedPart(contentType, bytes, textTransferEncoding(text, bytes));
}

function encodedPart(contentType: string, bytes: Buffer, encoding: TransferEncoding): MimePart {
  return {
    contentType,
    fields: headerField('Content-Transfer-Encoding', encoding),
    body: encodeText(bytes, encoding),
    fieldsFirst: false,
  };
}
