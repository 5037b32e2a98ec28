import { LINE_LENGTH, QuotedPrintableLines } from './quoted-printable-lines.js';

/** nodemailer encodes and wraps this many bytes at a time; a line that meets such a border may break elsewhere. */
const SLICE = 64 * 1024;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const EQUALS = 0x3d;
const HEX = Buffer.from('0123456789ABCDEF');

/** Escaped text on its way into lines. Shared, because nothing in it outlives one call. */
const scratch = Buffer.allocUnsafeSlow(SLICE * 3 + LINE_LENGTH);
/** The lines of what is no longer than this. Shared for the same reason. */
const SHORT = SLICE / 4;
const shortOut = Buffer.allocUnsafeSlow(roomFor(SHORT));

/** 1 for each byte that always stands for itself, 2 for each that may (RFC 2045 section 6.7). */
const LITERAL = new Uint8Array(256).fill(1, SPACE + 1, 0x7f);
LITERAL[EQUALS] = 0;
for (const byte of [SPACE, TAB, LF, CR]) LITERAL[byte] = 2;

/**
 * Encodes bytes as quoted-printable in lines of at most 76 characters, with CRLF for each line break of the source.
 * With `binary` only CRLF counts as one, so that a lone CR or LF survives as data.
 */
export function encodeQuotedPrintable(source: Buffer, binary = false): string {
  const lines = new QuotedPrintableLines(
    source.length <= SHORT ? shortOut : Buffer.allocUnsafe(roomFor(source.length)),
  );
  let open = 0;
  for (const [from, to] of slices(source, binary)) {
    const text = scratch.subarray(0, escape(source, from, to, binary, scratch, open));
    open = text.copy(scratch, 0, lines.wrap(text));
  }
  return lines.finish(scratch.subarray(0, open));
}

/** An escape takes three bytes; soft breaks add less than half of that, because a broken line is seldom under 12. */
function roomFor(length: number): number {
  return Math.ceil(length * 4.5) + 2 * LINE_LENGTH;
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

function escape(
  source: Buffer,
  from: number,
  to: number,
  binary: boolean,
  out: Buffer,
  start: number,
): number {
  let at = start;
  for (let i = from; i < to; i++) {
    const byte = source[i]!;
    const literal = LITERAL[byte];
    if (literal === 1 || (literal === 2 && isLiteralSpace(source, i, byte, binary))) {
      out[at++] = byte;
    } else {
      out[at++] = EQUALS;
      out[at++] = HEX[byte >> 4]!;
      out[at++] = HEX[byte & 15]!;
    }
  }
  return at;
}

/** Blanks must not end a line (RFC 2045 section 6.7, rule 3); in binary data a lone CR or LF is no line break. */
function isLiteralSpace(source: Buffer, index: number, byte: number, binary: boolean): boolean {
  const next = source[index + 1];
  if (byte === SPACE || byte === TAB) return next !== undefined && next !== CR && next !== LF;
  if (!binary) return true;
  return byte === CR ? next === LF : source[index - 1] === CR;
}
