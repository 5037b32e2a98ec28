import { iconvLite } from '../../on-demand.cjs';

/**
 * By the names that Java gives them, how a mail names the charsets that it can be written in besides UTF-8. Missing are UTF-16
 * and UTF-32, which are no charsets for the text of a mail (RFC 2781 section A), and ISO-2022-JP and ISO-2022-KR, which
 * nothing that is well kept encodes.
 */
const MAIL_NAMES = {
  'US-ASCII': 'US-ASCII',
  'ISO-8859-1': 'ISO-8859-1',
  'ISO-8859-2': 'ISO-8859-2',
  'ISO-8859-5': 'ISO-8859-5',
  'ISO-8859-7': 'ISO-8859-7',
  'ISO-8859-9': 'ISO-8859-9',
  'ISO-8859-15': 'ISO-8859-15',
  'windows-1250': 'windows-1250',
  'windows-1251': 'windows-1251',
  'windows-1252': 'windows-1252',
  'KOI8-R': 'KOI8-R',
  'EUC-KR': 'EUC-KR',
  // What it has beyond EUC-KR, many programs read as something else.
  'x-windows-949': 'EUC-KR',
  'EUC-JP': 'EUC-JP',
  Shift_JIS: 'Shift_JIS',
  'windows-31j': 'windows-31j',
  GBK: 'GBK',
  GB18030: 'GB18030',
  GB2312: 'GB2312',
  Big5: 'Big5',
} as const;

/** A charset other than UTF-8 that texts can be written in, as a mail names it. */
export type Charset = (typeof MAIL_NAMES)[keyof typeof MAIL_NAMES];

const CHARSETS = new Map<string, Charset>(Object.entries(MAIL_NAMES));
const NAMES: ReadonlySet<string> = new Set(CHARSETS.values());

/** Names whose encoder knows more characters than the charset; theirs have two bytes of the upper half. */
const UPPER_PAIRS: ReadonlySet<string> = new Set(['EUC-KR', 'GB2312']);

/** The charset of this name, as Java's `Charset.name()` gives it; `undefined` when mails cannot be written in it. */
export function charsetByName(javaName: string): Charset | undefined {
  return CHARSETS.get(javaName);
}

/**
 * The bytes of a text; `undefined` when the charset lacks a character of it, so that no text goes out as another, or is none
 * that is known here.
 */
export function encodeIn(charset: Charset, text: string): Buffer | undefined {
  if (!NAMES.has(charset)) return undefined;
  const bytes = iconvLite().encode(text, charset);
  const isWhole = iconvLite().decode(bytes, charset) === text;
  return isWhole && !(UPPER_PAIRS.has(charset) && hasOtherPairs(bytes)) ? bytes : undefined;
}

function hasOtherPairs(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at]! < 0x80) continue;
    if (bytes[at]! < 0xa1 || (bytes[at + 1] ?? 0) < 0xa1) return true;
    at += 1;
  }
  return false;
}
