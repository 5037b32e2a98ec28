/** RFC 2045 section 6.7, rule 5 */
export const LINE_LENGTH = 76;
/** The last characters of a full line, where a good place to break it is looked for. */
const MARGIN = 25;

const LF = 0x0a;
const CR = 0x0d;
const EQUALS = 0x3d;
const CRLF = Buffer.from('\r\n');

/** 1 for each byte that a line is best broken behind. */
const BREAK_AFTER = new Uint8Array(256);
for (const byte of Buffer.from(' \t.,!?')) BREAK_AFTER[byte] = 1;

/**
 * Breaks quoted-printable text into lines and turns its line breaks into CRLF. Where exactly it breaks is odd at times,
 * and taken over from nodemailer so that both write the same bytes.
 */
export class QuotedPrintableLines {
  readonly #out: Buffer;
  #at = 0;

  /** `out` has to be long enough for all lines. */
  constructor(out: Buffer) {
    this.#out = out;
  }

  /** Writes the lines of a text; returns where the line begins that has no end yet. */
  wrap(text: Buffer): number {
    let from = 0;
    let crlf = -1;
    while (from < text.length && text.length > LINE_LENGTH) {
      if (crlf < from) crlf = indexOfCrlf(text, from);
      const full = Math.min(from + LINE_LENGTH, text.length);
      const hard = crlf + CRLF.length <= full ? crlf + CRLF.length : bareBreak(text, from, full);
      const to = hard || softBreak(text, from, full);
      if (!hard && to === text.length) break;
      from = hard ? this.#write(text, from, to) : this.#writeSoft(text, from, to);
    }
    return this.#write(text, from, Math.max(from, text.lastIndexOf(LF) + 1));
  }

  /** Writes the last line and returns everything that was written. */
  finish(lastLine: Buffer): string {
    this.#write(lastLine, 0, lastLine.length);
    return this.#out.toString('latin1', 0, this.#at);
  }

  /** Ends a line with a soft break, unless it was cut behind a line break. */
  #writeSoft(text: Buffer, from: number, end: number): number {
    if (text[end - 1] === LF) return this.#write(text, from, end);
    // Room for the "=".
    const surplus = end - from < LINE_LENGTH ? 0 : text[end - 3] === EQUALS ? 3 : 1;
    const to = this.#write(text, from, end - surplus);
    this.#out[this.#at++] = EQUALS;
    this.#out[this.#at++] = CR;
    this.#out[this.#at++] = LF;
    return to;
  }

  #write(text: Buffer, from: number, to: number): number {
    const out = this.#out;
    let at = this.#at;
    for (let i = from; i < to; i++) {
      const byte = text[i]!;
      if (byte > CR) {
        out[at++] = byte;
      } else if (byte !== LF && byte !== CR) {
        out[at++] = byte;
      } else if (byte === CR || i === from || text[i - 1] !== CR) {
        out[at++] = CR;
        out[at++] = LF;
      }
    }
    this.#at = at;
    return to;
  }
}

function indexOfCrlf(text: Buffer, from: number): number {
  const index = text.indexOf(CRLF, from);
  return index < 0 ? text.length : index;
}

/** Where a bare LF ends the line: only at the end of it or near that; 0 when there is none. */
function bareBreak(text: Buffer, from: number, full: number): number {
  if (text[full - 1] === LF) return full;
  const first = Math.max(from, full - MARGIN);
  for (let i = full - 1; i >= first; i--) {
    const byte = text[i]!;
    if (byte > CR) continue;
    if (byte === CR) return 0;
    if (byte === LF) return i + 1;
  }
  return 0;
}

/** Behind a blank or punctuation near the end, also in a last line that would fit; else between two characters. */
function softBreak(text: Buffer, from: number, full: number): number {
  if (full - from > LINE_LENGTH - MARGIN) {
    for (let i = full - 1; i >= full - MARGIN; i--) {
      if (BREAK_AFTER[text[i]!] === 1) return i + 1;
    }
  }
  let to = full;
  if (text[to - 1] === EQUALS) to -= 1;
  else if (text[to - 2] === EQUALS && to - 2 >= from) to -= 2;
  return to < text.length ? startOfCharacter(text, from, to) : to;
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
