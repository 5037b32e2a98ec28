import { mimeFuncs } from '../../on-demand.cjs';
import type { Charset } from './charset.js';
import { encodeWord } from './encoded-word.js';
import { foldHeader } from './header-folding.js';
import { prefersQuotedPrintable } from './transfer-encoding.js';

/** Printable ASCII without the quote, which nodemailer encodes as well. */
const PLAIN = /^[\t\x20\x21\x23-\x7e]*$/;
const LINE_BREAK = /\r?\n|\r/g;
const PARTS_IN_CAPITALS =
  /^x-smtpapi$|^(?:mime|dkim|arc|bimi)\b|^otp(?=-token$)|^[a-z]|-(?:spf|fbl|id|md5)$|-[a-z]/g;

/** One header field with its line end, folded; nothing when the value is blank, because an empty field is not valid. */
export function headerField(name: string, value: string): string {
  return value.trim() === '' ? '' : `${foldHeader(`${name}: ${value}`)}\r\n`;
}

/** One header field of free text, such as a subject. */
export function textField(name: string, text: string, charset?: Charset): string {
  return headerField(name, encodeHeaderText(text.replace(LINE_BREAK, ' '), charset));
}

/** The subject as people are to read it, also where it looks like an encoded word that programs would decode. */
export function subjectField(subject: string, charset?: Charset): string {
  if (!subject.includes('=?')) return textField('Subject', subject, charset);
  return headerField('Subject', encodeWord(subject.replace(LINE_BREAK, ' '), charset));
}

/** A text as it may stand in a header field: as it is when it is plain ASCII, else in encoded words. */
export function encodeHeaderText(text: string, charset?: Charset): string {
  if (!PLAIN.test(text)) return encodeWord(text, charset);
  if (!text.includes('=?')) return text;
  // Something like an encoded word, written by the caller: nodemailer keeps it when it is a valid one.
  return mimeFuncs().encodeWords(text, prefersQuotedPrintable(Buffer.from(text)) ? 'Q' : 'B', 52, true);
}

/** A header name in nodemailer's spelling: `list-id` becomes `List-ID`. */
export function headerName(name: string): string {
  return name
    .toLowerCase()
    .replace(PARTS_IN_CAPITALS, (part) => part.toUpperCase())
    .replace(/^Content-Features$/, 'Content-features');
}
