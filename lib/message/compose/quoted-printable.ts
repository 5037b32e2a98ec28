import { encodedText, QuotedPrintableLines } from './quoted-printable-lines.js';

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
const text = encodedText;

/** 1 for each byte that stands for itself (RFC 2045 section 6.7), a blank unless it ends a line. */
const LITERAL = new Uint8Array(256).fill(1, SPACE, 0x7f);
LITERAL[TAB] = 1;
LITERAL[EQUALS] = 0;

/**
 * Encodes bytes as quoted-printable in lines of at most 76 characters, with CRLF for each line break of the source.
 * With `binary` only CRLF counts as one, so that a lone CR or LF survives as data.
 */
export function encodeQuotedPrintable(source: Buffer, binary = false): Buffer {
  const lines = new QuotedPrintableLines();
  let end = 0;
  for (const [from, to] of slices(source, binary)) {
    if (from > 0) end = lines.nextSlice(end);
    load(source, from, to);
    end = lines.endSlice(encode(to - from, binary, lines, end));
  }
  return lines.finish(end);
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

/** Writes the slice behind `start`; returns the new end. */
function encode(length: number, binary: boolean, lines: QuotedPrintableLines, start: number): number {
  let at = start;
  let i = 1;
  while (i <= length) {
    const from = at;
    at = copyLiterals(i, Math.min(length + 1, i + lines.full - at), at);
    i += at - from;
    if (i > length) break;
    const byte = slice[i]!;
    if (isBreak(byte)) at = escapeBlank(at);
    if (isBreak(byte) && (!binary || isHalfOfCrlf(byte, slice[i - 1]!, slice[i + 1]!))) {
      at = lines.writeBreak(byte, slice[i - 1]!, at);
      i += 1;
    } else if (at >= lines.full) {
      at = lines.break(at);
    } else {
      at = escape(byte, at);
      i += 1;
    }
  }
  return isBreak(slice[length + 1]!) ? escapeBlank(at) : at;
}

/** A function of its own, because V8 makes small loops faster. */
function copyLiterals(from: number, to: number, at: number): number {
  let end = at;
  for (let i = from; i < to; i++) {
    const byte = slice[i]!;
    if (LITERAL[byte] !== 1) return end;
    text[end++] = byte;
  }
  return end;
}

function isBreak(byte: number): boolean {
  return byte === LF || byte === CR;
}

function isHalfOfCrlf(byte: number, previous: number, next: number): boolean {
  return byte === CR ? next === LF : previous === CR;
}

/** Blanks must not end a line (RFC 2045 section 6.7, rule 3). */
function escapeBlank(end: number): number {
  const last = end > 0 ? text[end - 1]! : 0;
  return last === SPACE || last === TAB ? escape(last, end - 1) : end;
}

function escape(byte: number, at: number): number {
  text[at] = EQUALS;
  text[at + 1] = HEX[byte >> 4]!;
  text[at + 2] = HEX[byte & 15]!;
  return at + 3;
}
