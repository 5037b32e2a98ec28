import { type Charset, encodeIn } from './charset.js';
import { prefersQuotedPrintable } from './transfer-encoding.js';

/** Characters of encoded text in one word: nodemailer asks for words of 52, of which the frame takes 12. */
const Q_LENGTH = 40;
const B_BYTES = 30;
/** With the longest name of a charset, a word has 75 characters at most (RFC 2047 section 2). */
const CHARSET_BYTES = 36;
const SEPARATOR = '?= =?UTF-8?';

/** How each byte is written in the Q encoding (RFC 2047 section 4.2). */
const Q_TOKENS = Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  if (char === ' ') return '_';
  return /[A-Za-z0-9!*+\-/]/.test(char) ? char : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
});

/**
 * Writes a text as encoded words (RFC 2047), none of which cuts a character: of the charset where it has all characters of
 * the text, else of UTF-8.
 */
export function encodeWord(text: string, charset?: Charset): string {
  return (charset && encodeInCharset(text, charset)) ?? encodeUtf8(text);
}

/** `undefined` when a character is missing. */
function encodeInCharset(text: string, charset: Charset): string | undefined {
  const words: Buffer[][] = [[]];
  let length = 0;
  for (const char of text) {
    const bytes = encodeIn(charset, char);
    if (bytes === undefined) return undefined;
    if (length + bytes.length > CHARSET_BYTES) {
      words.push([]);
      length = 0;
    }
    words.at(-1)?.push(bytes);
    length += bytes.length;
  }
  return words.map((word) => `=?${charset}?B?${Buffer.concat(word).toString('base64')}?=`).join(' ');
}

function encodeUtf8(text: string): string {
  const bytes = Buffer.from(text);
  return prefersQuotedPrintable(bytes)
    ? `=?UTF-8?${qWords(bytes).join(SEPARATOR)}?=`
    : `=?UTF-8?${bWords(bytes).join(SEPARATOR)}?=`;
}

function qWords(bytes: Buffer): string[] {
  const words: string[] = [];
  let word = '';
  for (let from = 0; from < bytes.length;) {
    const to = from + characterLength(bytes[from]!);
    let char = '';
    for (let i = from; i < to; i++) char += qToken(bytes, i);
    if (word.length + char.length > Q_LENGTH) {
      words.push(`Q?${word}`);
      word = '';
    }
    word += char;
    from = to;
  }
  words.push(`Q?${word}`);
  return words;
}

/** A blank before a line end or the end is escaped: nodemailer builds the Q encoding on quoted-printable. */
function qToken(bytes: Buffer, index: number): string {
  const byte = bytes[index]!;
  const next = bytes[index + 1];
  if (byte === 0x20 && (next === undefined || next === 0x0d || next === 0x0a)) return '=20';
  return Q_TOKENS[byte]!;
}

function bWords(bytes: Buffer): string[] {
  const words: string[] = [];
  let start = 0;
  for (let from = 0; from < bytes.length;) {
    const to = from + characterLength(bytes[from]!);
    if (to - start > B_BYTES) {
      words.push(`B?${bytes.toString('base64', start, from)}`);
      start = from;
    }
    from = to;
  }
  words.push(`B?${bytes.toString('base64', start)}`);
  return words;
}

/** Bytes of the UTF-8 character that begins with this byte. */
function characterLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
