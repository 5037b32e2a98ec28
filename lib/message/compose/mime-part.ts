import { MailParseError } from '../../errors/mail-parse.error.js';
import { type Charset, encodeCharset, missingCharacter } from './charset.js';
import { headerField } from './header-lines.js';
import type { PacedPiece } from './mail-piece.js';
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

/** The part of a text. Throws `MailParseError` when the charset cannot carry it, so that no text goes out under a wrong name. */
export function textPart(field: 'text' | 'html', text: string, charset: Charset): MimePart {
  const missing = missingCharacter(text, charset);
  if (missing !== undefined) {
    throw new MailParseError(
      field,
      `holds "${missing}", which ${charset} does not have`,
      'Set spring.mail.default-encoding to UTF-8 or leave the character out.',
    );
  }
  const name = charset === 'UTF-8' ? 'utf-8' : charset;
  const bytes = encodeCharset(text, charset);
  return encodedPart(
    `text/${field === 'text' ? 'plain' : 'html'}; charset=${name}`,
    bytes,
    textTransferEncoding(text, charset === 'UTF-8' ? bytes : undefined),
  );
}

/** The part of another form of the same content, always in UTF-8: iCalendar and AMP ask for it. */
export function alternativePart(contentType: string, text: string): MimePart {
  const bytes = Buffer.from(text);
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
