import { domainToASCII } from 'node:url';
import * as fc from 'fast-check';

/** An address as it may be typed, and as it goes over the wire. */
export interface TypedAddress {
  readonly local: string;
  readonly domain: string;
  readonly typed: string;
  readonly onTheWire: string;
}

/** One of the characters of a text. */
function charOf(text: string): fc.Arbitrary<string> {
  return fc.constantFrom(...Array.from(text));
}

function textOf(unit: fc.Arbitrary<string>, minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit, minLength, maxLength });
}

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
/** RFC 5322 section 3.2.3 */
const atext = charOf(`${ALPHANUMERIC}!#$%&'*+-/=?^_\`{|}~`);
/** RFC 6532 section 3.2; one of each: two bytes, three, four, combined, right to left. */
const utf8 = fc.constantFrom('é', 'ß', '한', '語', '𠮷', 'й', 'ع', 'ש', 'ไ', 'नि', 'ñ');
/** RFC 5321 section 4.1.2, without what readers take for more than one address. */
const qtext = charOf(`${ALPHANUMERIC}!#$%&'*+-/=?^_\`{|}~ .()[]`);

const dotAtom = fc
  .array(textOf(atext, 1, 12), { minLength: 1, maxLength: 5 })
  .map((atoms) => atoms.join('.'));
const quoted = textOf(qtext, 1, 30).map((text) => `"${text}"`);
const foreign = fc
  .array(textOf(fc.oneof(atext, utf8), 1, 5), { minLength: 1, maxLength: 3 })
  .map((atoms) => atoms.join('.'));
const local = fc
  .oneof({ weight: 5, arbitrary: dotAtom }, quoted, foreign)
  .filter((text) => Buffer.byteLength(text) <= 64);

/** RFC 5321 section 4.1.2: letters, digits, hyphens within. */
const label = fc
  .tuple(charOf(ALPHANUMERIC), textOf(charOf(`${ALPHANUMERIC}-`), 0, 61), charOf(ALPHANUMERIC))
  .map((parts) => parts.join(''))
  .filter((text) => !/^xn--/iu.test(text));
const shortLabel = textOf(charOf(ALPHANUMERIC), 1, 10);
const foreignLabel = fc.constantFrom(
  '한국',
  'bücher',
  '日本語',
  'россия',
  'مثال',
  'ไทย',
  'faß',
  'xn--bcher-kva',
  '☃',
);
const topLevel = fc.oneof(
  textOf(charOf('abcdefghijklmnopqrstuvwxyz'), 1, 12),
  fc.constantFrom('한국', 'рф', 'xn--p1ai'),
);
const domain = fc
  .tuple(
    fc.array(fc.oneof({ weight: 6, arbitrary: shortLabel }, label, foreignLabel), { maxLength: 4 }),
    topLevel,
    fc.constantFrom('.', '.', '.', '。'),
  )
  .map(([labels, last, dot]) => [...labels, last].join(dot))
  .filter((text) => wire(text).length <= 180);

function wire(text: string): string {
  return /^[\x20-\x7e]*$/u.test(text) ? text : domainToASCII(text);
}

/** Quotes that are not needed are not sent (RFC 5321 section 4.1.2). */
function plainly(text: string): string {
  return /^"[^".\s()[\]]+(?:\.[^".\s()[\]]+)*"$/u.test(text) ? text.slice(1, -1) : text;
}

/** Addresses that the grammar makes. */
export const validAddress: fc.Arbitrary<TypedAddress> = fc.tuple(local, domain).map(([before, behind]) => ({
  local: before,
  domain: behind,
  typed: `${before}@${behind}`,
  onTheWire: `${plainly(before)}@${/xn--/iu.test(behind) ? domainToASCII(behind) : wire(behind)}`,
}));

/** A name as it stands before an address, unquoted. */
export const plainName = fc
  .array(textOf(charOf(`${ALPHANUMERIC}éß한語!#$%&'*+-/=?^_{|}~`), 1, 10), { minLength: 1, maxLength: 3 })
  .map((words) => words.join(' '));

type Spoil = (address: TypedAddress) => string;

/** Ways to spoil an address; each has to be refused, whatever the address. */
const SPOILS: Readonly<Record<string, Spoil>> = {
  'no @': ({ local: before, domain: behind }) => before.replaceAll('@', '') + behind,
  'two @': ({ typed }) => `x@${typed}`,
  'two @ side by side': ({ local: before, domain: behind }) => `${before}@@${behind}`,
  'nothing before the @': ({ domain: behind }) => `@${behind}`,
  'nothing behind the @': ({ local: before }) => `${before}@`,
  'a dot at the beginning': ({ domain: behind }) => `.a@${behind}`,
  'a dot before the @': ({ domain: behind }) => `a.@${behind}`,
  'two dots': ({ domain: behind }) => `a..b@${behind}`,
  'two dots in the domain': ({ local: before, domain: behind }) => `${before}@a..${behind}`,
  'a dot behind the @': ({ local: before, domain: behind }) => `${before}@.${behind}`,
  'a dot at the end': ({ typed }) => `${typed}.`,
  'a hyphen at the beginning of a label': ({ local: before, domain: behind }) => `${before}@-a.${behind}`,
  'a hyphen at the end of a label': ({ local: before, domain: behind }) => `${before}@a-.${behind}`,
  'an underscore in the domain': ({ local: before, domain: behind }) => `${before}@a_b.${behind}`,
  'a number for a top level': ({ typed }) => `${typed}.123`,
  'a hexadecimal number for a top level': ({ typed }) => `${typed}.0x1f`,
  'a label of 64': ({ local: before, domain: behind }) => `${before}@${'a'.repeat(64)}.${behind}`,
  'a domain of more than 255': ({ local: before, domain: behind }) =>
    `${before}@${'a.'.repeat(128)}${behind}`,
  'a local part of 65': ({ domain: behind }) => `${'a'.repeat(65)}@${behind}`,
  'a local part of 65 bytes': ({ domain: behind }) => `${'한'.repeat(22)}@${behind}`,
  'an A-label of nothing': ({ local: before, domain: behind }) => `${before}@xn--a.${behind}`,
  'an address of this machine': ({ local: before }) => `${before}@[127.0.0.1]`,
  'an IPv6 address': ({ local: before }) => `${before}@[IPv6:::1]`,
  'a blank within': ({ domain: behind }) => `a b@${behind}`,
  'a blank in the domain': ({ local: before, domain: behind }) => `${before}@a ${behind}`,
  'a comment before': ({ typed }) => `(c)${typed}`,
  'a comment behind': ({ typed }) => `${typed} (c)`,
  'a comment at the @': ({ local: before, domain: behind }) => `${before}@(c)${behind}`,
  'another address behind a comma': ({ typed }) => `${typed}, evil@evil.test`,
  'another address behind a semicolon': ({ typed }) => `${typed};evil@evil.test`,
  'another address behind a blank': ({ typed }) => `${typed} evil@evil.test`,
  'another address in brackets': ({ typed }) => `<${typed}> <evil@evil.test>`,
  'another address behind a line break': ({ typed }) => `${typed}\r\nevil@evil.test`,
  'a group': ({ typed }) => `team: ${typed};`,
  'a route': ({ typed }) => `<@evil.test:${typed}>`,
  'brackets in brackets': ({ typed }) => `<<${typed}>>`,
  'a bracket too many': ({ typed }) => `${typed}>`,
  'a bracket too few': ({ typed }) => `<${typed}`,
  'a name without its quotes': ({ typed }) => `Doe, John <${typed}>`,
  'half a quoted name': ({ typed }) => `"Doe <${typed}>`,
  'a line break at the end': ({ typed }) => `${typed}\n`,
  NUL: ({ domain: behind }) => `a\0b@${behind}`,
  DEL: ({ domain: behind }) => `a\u007fb@${behind}`,
  'half a character': ({ domain: behind }) => `a\ud83db@${behind}`,
  'a zero-width space': ({ domain: behind }) => `a\u200bb@${behind}`,
  'a mark that turns the direction': ({ domain: behind }) => `a\u202eb@${behind}`,
  'a wide @': ({ typed }) => `evil＠${typed}`,
  'a wide bracket': ({ domain: behind }) => `a＜b@${behind}`,
  'a slash in the domain': ({ typed }) => `${typed}/good.test`,
  'a port': ({ typed }) => `${typed}:25`,
  'a scheme': ({ typed }) => `mailto:${typed}`,
};

/** Addresses that no grammar makes, and why. */
export const invalidAddress = fc
  .tuple(fc.constantFrom(...Object.entries(SPOILS)), validAddress)
  .map(([[why, spoil], address]) => ({ why, typed: spoil(address) }));

/** How many ways there are to spoil an address. */
export const SPOIL_COUNT = Object.keys(SPOILS).length;
