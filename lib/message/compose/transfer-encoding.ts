import { encodeBase64 } from './base64.js';
import { toCrlf } from './line-endings.js';
import { encodeQuotedPrintable } from './quoted-printable.js';

/** How a body is written (RFC 2045 section 6). */
export type TransferEncoding = '7bit' | '8bit' | 'base64' | 'quoted-printable';

const ASCII_TEXT = /^[\t\n\r\x20-\x7f]*$/;
const LONG_LINE = /^.{77}/m;
/** nodemailer does not look for long lines in longer texts. */
const SCANNED_LENGTH = 128 * 1024;

/** The encoding for a text: `7bit` for ASCII in short lines, else whichever of the others is shorter and easier to read. */
export function textTransferEncoding(text: string): TransferEncoding {
  if (ASCII_TEXT.test(text) && text.length <= SCANNED_LENGTH && !LONG_LINE.test(text)) return '7bit';
  return prefersQuotedPrintable(text) ? 'quoted-printable' : 'base64';
}

/** `true` when a text has more Latin letters than characters that would have to be escaped. */
export function prefersQuotedPrintable(text: string): boolean {
  let letters = 0;
  let escapes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) escapes++;
    else if (code >= 0x41) {
      const lower = code | 0x20;
      if (lower >= 0x61 && lower <= 0x7a) letters++;
    } else if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) escapes++;
  }
  return escapes < letters;
}

/** Writes the bytes of a text in a transfer encoding, with CRLF line ends. */
export function encodeText(bytes: Buffer, encoding: TransferEncoding): Buffer {
  if (encoding === 'base64') return encodeBase64(bytes);
  return toCrlf(encoding === 'quoted-printable' ? encodeQuotedPrintable(bytes) : bytes);
}
