import { encodeBase64 } from './base64.js';
import { toCrlf } from './line-endings.js';
import { encodeQuotedPrintable } from './quoted-printable.js';

/** How a body is written (RFC 2045 section 6). */
export type TransferEncoding = '7bit' | '8bit' | 'base64' | 'quoted-printable';

const ASCII_TEXT = /^[\t\n\r\x20-\x7f]*$/;
const LONG_LINE = /^.{77}/m;
/** nodemailer does not look for long lines in longer texts. */
const SCANNED_LENGTH = 128 * 1024;

/**
 * What each byte of a UTF-8 text says: 1 for a Latin letter, -1 for a control character that has to be escaped and for
 * the first byte of any other character, -2 when that counts as two in JavaScript.
 */
const BALANCE = Int8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80) return byte < 0xc0 ? 0 : byte < 0xf0 ? -1 : -2;
  const char = String.fromCharCode(byte);
  if (/[A-Za-z]/.test(char)) return 1;
  return byte < 0x20 && !/[\t\n\r]/.test(char) ? -1 : 0;
});

/**
 * The encoding for a text, given with its UTF-8 form: `7bit` for ASCII in short lines, else `quoted-printable` for what
 * stays readable in it and `base64` for the rest.
 */
export function textTransferEncoding(text: string, utf8: Buffer = Buffer.from(text)): TransferEncoding {
  if (ASCII_TEXT.test(text) && text.length <= SCANNED_LENGTH && !LONG_LINE.test(text)) return '7bit';
  return prefersQuotedPrintable(utf8) ? 'quoted-printable' : 'base64';
}

/** `true` when a UTF-8 text has more Latin letters than characters that would have to be escaped. */
export function prefersQuotedPrintable(text: Buffer): boolean {
  const { length } = text;
  let balance = 0;
  for (let i = 0; i < length; i++) {
    balance += BALANCE[text[i]!]!;
    // No byte takes off more than one.
    if (balance > length - i) return true;
  }
  return balance > 0;
}

/** Writes the bytes of a text in a transfer encoding, with CRLF line ends. */
export function encodeText(bytes: Buffer, encoding: TransferEncoding): Buffer | string {
  if (encoding === 'base64') return encodeBase64(bytes);
  return encoding === 'quoted-printable' ? encodeQuotedPrintable(bytes) : toCrlf(bytes);
}
