import { escapedText, QuotedPrintableLines } from './quoted-printable-lines.js';

/** nodemailer encodes and wraps this many bytes at a time; a line that meets such a border may break elsewhere. */
const SLICE = 64 * 1024;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const EQUALS = 0x3d;
const HEX = Buffer.from('0123456789ABCDEF');

// One slice with the byte before and the byte behind it. Both are constants of this module: V8 makes loops over them
// twice as fast.
const slice = Buffer.allocUnsafeSlow(SLICE + 2);
const escaped = escapedText;

/** 1 for each byte that always stands for itself, 2 for each that may (RFC 2045 section 6.7). */
const LITERAL = new Uint8Array(256).fill(1, SPACE + 1, 0x7f);
LITERAL[EQUALS] = 0;
for (const byte of [SPACE, TAB, LF, CR]) LITERAL[byte] = 2;

/**
 * Encodes bytes as quoted-printable in lines of at most 76 characters, with CRLF for each line break of the source.
 * With `binary` only CRLF counts as one, so that a lone CR or LF survives as data.
 */
export function encodeQuotedPrintable(source: Buffer, binary = false): string {
  const lines = new QuotedPrintableLines();
  let open = 0;
  for (const [from, to] of slices(source, binary)) {
    load(source, from, to);
    const length = escape(to - from, binary, open);
    const begin = lines.wrap(length);
    escaped.copyWithin(0, begin, length);
    open = length - begin;
  }
  return lines.finish(open);
}

/** What nodemailer's encoder wraps in one go: slices, and white space at the very end on its own. */
function* slices(source: Buffer, binary: boolean): Generator<[from: number, to: number]> {
  let end = source.length;
  while (end > 0 && isHeldBack(source[end - 1]!, binary)) end--;
  if (source.length - end > SLICE) end = source.length;
  for (let from = 0; from < end; from += SLICE) yield [from, Math.min(from + SLICE, end)];
  if (end < source.length) yield [end, source.length];
}

function isHeldBack(byte: number, binary: boolean): boolean {
  return byte === SPACE || byte === TAB || (binary && byte === CR);
}

function load(source: Buffer, from: number, to: number): void {
  slice[0] = source[from - 1] ?? 0;
  source.copy(slice, 1, from, to);
  // The end of the text counts as the end of a line.
  slice[to - from + 1] = source[to] ?? CR;
}

/** Escapes the slice into `escaped`, from `start` on; returns the new end. */
function escape(length: number, binary: boolean, start: number): number {
  let at = start;
  for (let i = 1; i <= length; i++) {
    const byte = slice[i]!;
    const literal = LITERAL[byte];
    if (literal === 1 || (literal === 2 && isLiteralSpace(byte, slice[i - 1]!, slice[i + 1]!, binary))) {
      escaped[at++] = byte;
    } else {
      escaped[at++] = EQUALS;
      escaped[at++] = HEX[byte >> 4]!;
      escaped[at++] = HEX[byte & 15]!;
    }
  }
  return at;
}

/** Blanks must not end a line (RFC 2045 section 6.7, rule 3); in binary data a lone CR or LF is no line break. */
function isLiteralSpace(byte: number, previous: number, next: number, binary: boolean): boolean {
  if (byte === SPACE || byte === TAB) return next !== CR && next !== LF;
  if (!binary) return true;
  return byte === CR ? next === LF : previous === CR;
}
