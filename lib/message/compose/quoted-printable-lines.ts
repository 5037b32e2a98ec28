/** RFC 2045 section 6.7, rule 5 */
const LINE_LENGTH = 76;
/** The last characters of a full line, where a good place to break it is looked for. */
const MARGIN = 25;

const LF = 0x0a;
const CR = 0x0d;
const EQUALS = 0x3d;
const CRLF = Buffer.from('\r\n');

/** 1 for each byte that a line is best broken behind. */
const BREAK_AFTER = new Uint8Array(256);
for (const byte of Buffer.from(' \t.,!?')) BREAK_AFTER[byte] = 1;

/** Longest text that is broken into lines at a time. */
const TEXT_LENGTH = 192 * 1024 + LINE_LENGTH;

// The text with its escapes, and its lines: soft breaks add less than half, because a broken line is seldom under 12.
// Shared by all calls, none of which leaves anything in them: V8 makes loops over a constant of the module twice as fast.
const escaped = Buffer.allocUnsafeSlow(TEXT_LENGTH);
const lines = Buffer.allocUnsafeSlow(TEXT_LENGTH * 1.5);

/** Where the text for `wrap` and `finish` is put. */
export const escapedText = escaped;

/**
 * Breaks quoted-printable text into lines and turns its line breaks into CRLF. Where exactly it breaks is odd at times,
 * and taken over from nodemailer so that both write the same bytes.
 */
export class QuotedPrintableLines {
  #text = '';
  #at = 0;

  /** Takes the lines of `escapedText`; returns where the line begins that has no end yet. */
  wrap(length: number): number {
    const end = length > LINE_LENGTH ? length : 0;
    let from = 0;
    let crlf = -1;
    while (from < end) {
      if (crlf < from) crlf = indexOfCrlf(from, length);
      const full = Math.min(from + LINE_LENGTH, length);
      const hard = crlf + CRLF.length <= full ? crlf + CRLF.length : bareBreak(from, full);
      const to = hard || softBreak(from, full, length);
      if (!hard && to === length) break;
      from = hard ? this.#write(from, to) : this.#writeSoft(from, to);
    }
    const open = this.#write(from, Math.max(from, escaped.lastIndexOf(LF, length - 1) + 1));
    this.#text += lines.toString('latin1', 0, this.#at);
    this.#at = 0;
    return open;
  }

  /** Takes the last line, which is in `escapedText`, and returns all lines. */
  finish(length: number): string {
    this.#write(0, length);
    return this.#text + lines.toString('latin1', 0, this.#at);
  }

  /** Ends a line with a soft break, unless it was cut behind a line break. */
  #writeSoft(from: number, end: number): number {
    if (escaped[end - 1] === LF) return this.#write(from, end);
    // Room for the "=".
    const surplus = end - from < LINE_LENGTH ? 0 : escaped[end - 3] === EQUALS ? 3 : 1;
    const to = this.#write(from, end - surplus);
    lines[this.#at++] = EQUALS;
    lines[this.#at++] = CR;
    lines[this.#at++] = LF;
    return to;
  }

  #write(from: number, to: number): number {
    let at = this.#at;
    for (let i = from; i < to; i++) {
      const byte = escaped[i]!;
      if (byte > CR) {
        lines[at++] = byte;
      } else if (byte !== LF && byte !== CR) {
        lines[at++] = byte;
      } else if (byte === CR || i === from || escaped[i - 1] !== CR) {
        lines[at++] = CR;
        lines[at++] = LF;
      }
    }
    this.#at = at;
    return to;
  }
}

function indexOfCrlf(from: number, length: number): number {
  const index = escaped.subarray(0, length).indexOf(CRLF, from);
  return index < 0 ? length : index;
}

/** Where a bare LF ends the line: only at the end of it or near that; 0 when there is none. */
function bareBreak(from: number, full: number): number {
  if (escaped[full - 1] === LF) return full;
  const first = Math.max(from, full - MARGIN);
  for (let i = full - 1; i >= first; i--) {
    const byte = escaped[i]!;
    if (byte > CR) continue;
    if (byte === CR) return 0;
    if (byte === LF) return i + 1;
  }
  return 0;
}

/** Behind a blank or punctuation near the end, also in a last line that would fit; else between two characters. */
function softBreak(from: number, full: number, length: number): number {
  if (full - from > LINE_LENGTH - MARGIN) {
    for (let i = full - 1; i >= full - MARGIN; i--) {
      if (BREAK_AFTER[escaped[i]!] === 1) return i + 1;
    }
  }
  let to = full;
  if (escaped[to - 1] === EQUALS) to -= 1;
  else if (escaped[to - 2] === EQUALS && to - 2 >= from) to -= 2;
  return to < length ? startOfCharacter(from, to) : to;
}

/** Steps back over the escapes of a character that the line would cut. */
function startOfCharacter(from: number, end: number): number {
  let to = end;
  while (to - from > 3 && escaped[to - 3] === EQUALS && !isFewEscapes(from, to)) {
    const high = escaped[to - 2]!;
    if (high < 0x38) break; // "0" to "7": ASCII
    to -= 3;
    if (high >= 0x43) break; // "C" to "F": the first byte of a character
  }
  return to;
}

function isFewEscapes(from: number, to: number): boolean {
  if (to - from > 12 || (to - from) % 3 !== 0) return false;
  for (let i = from; i < to; i += 3) {
    if (escaped[i] !== EQUALS) return false;
  }
  return true;
}
