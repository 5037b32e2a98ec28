const LINE_LENGTH = 76;
/** The last characters of a full line, where a good place to break it is looked for. */
const MARGIN = 25;
/** nodemailer encodes and wraps this many bytes at a time; a line that meets such a border may break elsewhere. */
const SLICE = 64 * 1024;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const EQUALS = 0x3d;
const HEX = Buffer.from('0123456789ABCDEF');
const BREAK_AFTER = new Set(Buffer.from(' \t.,!?'));

/** 1 for each byte that may stand for itself (RFC 2045 section 6.7). */
const LITERAL = new Uint8Array(256).fill(1, SPACE, 0x7f);
LITERAL[EQUALS] = 0;
LITERAL[TAB] = LITERAL[LF] = LITERAL[CR] = 1;

/**
 * Encodes bytes as quoted-printable in lines of at most 76 characters. Line breaks of the source stay as they are.
 * With `binary` only CRLF counts as one, so that a lone CR or LF survives as data.
 */
export function encodeQuotedPrintable(source: Buffer, binary = false): Buffer {
  // An escape takes three bytes; soft breaks add less than half of that, because a broken line is seldom under 12.
  const out = Buffer.allocUnsafe(Math.ceil(source.length * 4.5) + 2 * LINE_LENGTH);
  const scratch = Buffer.allocUnsafe(Math.min(source.length, SLICE) * 3 + 2 * LINE_LENGTH);
  let lineStart = 0;
  let end = 0;
  for (const [from, to] of slices(source, binary)) {
    const open = out.copy(scratch, 0, lineStart, end);
    const length = escape(source, from, to, binary, scratch, open);
    end = wrap(scratch, length, out, lineStart);
    lineStart = Math.max(lineStart, out.subarray(0, end).lastIndexOf(LF) + 1);
  }
  return out.subarray(0, end);
}

/** What nodemailer's encoder wraps in one go: slices, and white space at the very end on its own. */
function* slices(source: Buffer, binary: boolean): Generator<[from: number, to: number]> {
  let end = source.length;
  while (end > 0 && isHeldBack(source[end - 1], binary)) end--;
  if (source.length - end > SLICE) end = source.length;
  for (let from = 0; from < end; from += SLICE) yield [from, Math.min(from + SLICE, end)];
  if (end < source.length) yield [end, source.length];
}

function isHeldBack(byte: number | undefined, binary: boolean): boolean {
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
    if (LITERAL[byte] === 1 && (byte > SPACE || isLiteralSpace(source, i, byte, binary))) {
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

function wrap(text: Buffer, length: number, out: Buffer, start: number): number {
  if (length <= LINE_LENGTH) return start + text.copy(out, start, 0, length);
  let at = start;
  for (let from = 0; from < length;) {
    const to = endOfLine(text, from, length);
    at += text.copy(out, at, from, to);
    if (to < length && text[to - 1] !== LF) {
      out[at++] = EQUALS;
      out[at++] = CR;
      out[at++] = LF;
    }
    from = to;
  }
  return at;
}

/** Where the line that starts at `from` ends. The odd choices are nodemailer's, taken over so that both write the same bytes. */
function endOfLine(text: Buffer, from: number, length: number): number {
  const full = Math.min(from + LINE_LENGTH, length);
  const hard = hardBreak(text, from, full);
  if (hard > 0) return hard;
  let to = softBreak(text, from, full, length);
  // Room for the "=" of the soft break.
  if (to < length && to - from === LINE_LENGTH) to -= text[to - 3] === EQUALS ? 3 : 1;
  return to;
}

/** A CRLF anywhere ends the line; a bare LF does so only near the end of it. */
function hardBreak(text: Buffer, from: number, full: number): number {
  for (let i = from; i < full - 1; i++) {
    if (text[i] === CR && text[i + 1] === LF) return i + 2;
  }
  if (text[full - 1] === LF) return full;
  for (let i = full - 1; i >= Math.max(from, full - MARGIN); i--) {
    if (text[i] === CR) return 0;
    if (text[i] === LF) return i + 1;
  }
  return 0;
}

/** Behind a blank or punctuation if there is one near the end, also in the very last line, which would fit; else between two characters. */
function softBreak(text: Buffer, from: number, full: number, length: number): number {
  if (full - from > LINE_LENGTH - MARGIN) {
    for (let i = full - 1; i >= full - MARGIN; i--) {
      if (BREAK_AFTER.has(text[i]!)) return i + 1;
    }
  }
  let to = full;
  if (text[to - 1] === EQUALS) to -= 1;
  else if (text[to - 2] === EQUALS && to - 2 >= from) to -= 2;
  return to < length ? startOfCharacter(text, from, to) : to;
}

/** Steps back over the escapes of a character that the line would cut. */
function startOfCharacter(text: Buffer, from: number, end: number): number {
  let to = end;
  while (to - from > 3 && text[to - 3] === EQUALS && !isFewEscapes(text, from, to)) {
    const high = text[to - 2]!;
    if (high < 0x38) break; // "0" to "7": ASCII
    to -= 3;
    if (high >= 0x43) break; // "C" to "F": the first byte of a character
  }
  return to;
}

function isFewEscapes(text: Buffer, from: number, to: number): boolean {
  if (to - from > 12 || (to - from) % 3 !== 0) return false;
  for (let i = from; i < to; i += 3) {
    if (text[i] !== EQUALS) return false;
  }
  return true;
}
