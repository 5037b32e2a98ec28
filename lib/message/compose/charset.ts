/** What texts can be written in. */
export type Charset = 'UTF-8' | 'US-ASCII' | 'ISO-8859-1' | 'windows-1252';

const LATIN_1 = String.fromCharCode(...Array.from({ length: 128 }, (_, index) => 128 + index));

/** The characters of the bytes 0x80 to 0xFF; a blank where there is none. */
const UPPER_HALF: Readonly<Record<Exclude<Charset, 'UTF-8'>, string>> = {
  'US-ASCII': '',
  'ISO-8859-1': LATIN_1,
  'windows-1252': `€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ${LATIN_1.slice(32)}`,
};

/** Names that Java knows these charsets by, in small letters. */
const NAMES = new Map<string, Charset>([
  ['utf-8', 'UTF-8'],
  ['utf8', 'UTF-8'],
  ['us-ascii', 'US-ASCII'],
  ['ascii', 'US-ASCII'],
  ['iso-8859-1', 'ISO-8859-1'],
  ['iso8859_1', 'ISO-8859-1'],
  ['latin1', 'ISO-8859-1'],
  ['windows-1252', 'windows-1252'],
  ['cp1252', 'windows-1252'],
]);

/** The charset of this name, in any case; `undefined` when texts cannot be written in it. */
export function charsetByName(name: string): Charset | undefined {
  return NAMES.get(name.toLowerCase());
}

/** The first character of a text that the charset does not have. */
export function missingCharacter(text: string, charset: Charset): string | undefined {
  if (charset === 'UTF-8') return undefined;
  const upper = UPPER_HALF[charset];
  return Array.from(text).find((char) => char > '\x7f' && !upper.includes(char));
}

/** The bytes of a text, all of whose characters the charset has. */
export function encodeCharset(text: string, charset: Charset): Buffer {
  if (charset === 'UTF-8') return Buffer.from(text);
  const upper = UPPER_HALF[charset];
  return Buffer.from(
    Array.from(text, (char) => (char > '\x7f' ? 0x80 + upper.indexOf(char) : char.charCodeAt(0))),
  );
}
