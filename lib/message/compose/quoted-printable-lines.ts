import { pieceOfSlab } from './slab.js';

/** RFC 2045 section 6.7, rule 5 */
const LINE_LENGTH = 76;
/** The last characters of a full line, where a good place to break it is looked for. */
const MARGIN = 25;

const LF = 0x0a;
const CR = 0x0d;
const EQUALS = 0x3d;
/** Length of `=` and CRLF. */
const SOFT_BREAK = 3;

/** 1 for each byte that a line is best broken behind. */
const BREAK_AFTER = new Uint8Array(256);
for (const byte of Buffer.from(' \t.,!?')) BREAK_AFTER[byte] = 1;

/** Longest text that is broken into lines at a time, with its escapes. */
const TEXT_LENGTH = 192 * 1024 + LINE_LENGTH;

// Soft breaks add less than half, because a broken line is seldom under 12. Shared by all calls, none of which leaves
// anything in it: V8 makes loops over a constant of the module twice as fast.
const text = Buffer.allocUnsafeSlow(TEXT_LENGTH * 1.5);

/** Where the encoded text is written, up to the `end` that the methods of `QuotedPrintableLines` take and return. */
export const encodedText = text;

/**
 * Breaks quoted-printable text into lines while it is written. Where exactly it breaks is odd at times, and taken over
 * from nodemailer so that both write the same bytes: a line goes on behind a lone CR or LF, unless that is among its last
 * characters. Either is one character of the line, and CRLF in the text.
 */
export class QuotedPrintableLines {
  readonly #done: Buffer[] = [];
  #start = 0;
  #full = LINE_LENGTH;
  /** Behind the last lone LF, and the last lone CR. */
  #behindLf = 0;
  #behindCr = 0;
  /** Bytes of the text that nodemailer does not count. */
  #added = 0;

  /** Where the line is full: it has to be broken before anything is written there or behind. */
  get full(): number {
    return this.#full;
  }

  /** Breaks the full line. */
  break(end: number): number {
    const full = this.#full;
    const lf = this.#behindLf;
    const to = this.#endsNearLf(full) ? lf : (this.#behindBlank(full) ?? this.#betweenCharacters(full));
    if (to !== lf) return this.#breakSoftly(to < full ? to : startOfLast(full), end);
    this.#begin(lf);
    return end;
  }

  /** Writes a CR or LF of the source as CRLF; an LF behind a CR is the rest of it. */
  writeBreak(byte: number, previous: number, end: number): number {
    const at = end < this.#full ? end : this.break(end);
    if (byte === LF && previous === CR) {
      this.#added -= 1;
      this.#begin(at);
      return at;
    }
    text[at] = CR;
    text[at + 1] = LF;
    this.#added += 1;
    this.#full += 1;
    if (byte === LF) this.#behindLf = at + 2;
    else this.#behindCr = at + 2;
    return at + 2;
  }

  /** Breaks what nodemailer breaks in one go: its last line, too, where that has a good place near its end. */
  endSlice(length: number): number {
    if (length - this.#added <= LINE_LENGTH) return length;
    let end = length;
    while (end > this.#full) end = this.break(end);
    if (this.#endsNearLf(end)) {
      this.#begin(this.#behindLf);
      return end;
    }
    const to = this.#full - end < MARGIN ? this.#behindBlank(end) : undefined;
    return to === undefined || to === end ? end : this.#breakSoftly(to, end);
  }

  /** Goes on with another slice, which the last line belongs to. */
  nextSlice(end: number): number {
    const open = Math.max(this.#start, this.#behindLf);
    this.#done.push(copyOf(0, open));
    text.copyWithin(0, open, end);
    const length = end - open;
    this.#behindLf = 0;
    this.#behindCr = 0;
    this.#added = countOfCr(0, length);
    this.#begin(0);
    this.#full += this.#added;
    return length;
  }

  /** The lines, up to the end of the last one. */
  finish(end: number): Buffer {
    const last = copyOf(0, end);
    return this.#done.length === 0 ? last : Buffer.concat([...this.#done, last]);
  }

  #begin(start: number): void {
    this.#start = start;
    this.#full = start + LINE_LENGTH;
  }

  /** A lone LF ends a line where it is among the last characters and no lone CR follows it. */
  #endsNearLf(end: number): boolean {
    const lf = this.#behindLf;
    return lf > this.#start && lf > this.#behindCr && end - lf < MARGIN;
  }

  #breakSoftly(to: number, end: number): number {
    if (this.#behindLf > to) this.#behindLf += SOFT_BREAK;
    if (this.#behindCr > to) this.#behindCr += SOFT_BREAK;
    this.#added += SOFT_BREAK;
    this.#begin(to + SOFT_BREAK);
    // A few bytes: a call of copyWithin takes longer.
    for (let at = end - 1; at >= to; at--) {
      const byte = text[at]!;
      text[at + SOFT_BREAK] = byte;
      if (byte === CR) this.#full += 1;
    }
    text[to] = EQUALS;
    text[to + 1] = CR;
    text[to + 2] = LF;
    return end + SOFT_BREAK;
  }

  /** Behind a blank or punctuation among the last characters. */
  #behindBlank(end: number): number | undefined {
    let at = end;
    for (let characters = MARGIN; characters > 0; characters--) {
      at -= 1;
      const byte = text[at]!;
      if (BREAK_AFTER[byte] === 1) return at + 1;
      if (byte === LF) at -= 1;
    }
    return undefined;
  }

  #betweenCharacters(end: number): number {
    return startOfCharacter(this.#start, startOfEscape(end));
  }
}

function copyOf(from: number, to: number): Buffer {
  const copy = pieceOfSlab(to - from);
  text.copy(copy, 0, from, to);
  return copy;
}

/** Makes room for the "=" of a soft break. */
function startOfLast(end: number): number {
  if (text[end - 3] === EQUALS) return end - 3;
  return text[end - 1] === LF ? end - 2 : end - 1;
}

function countOfCr(from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (text[i] === CR) count++;
  return count;
}

/** Steps back over an escape that the line would cut. */
function startOfEscape(end: number): number {
  if (text[end - 1] === EQUALS) return end - 1;
  return text[end - 2] === EQUALS ? end - 2 : end;
}

/** Steps back over the escapes of a character that the line would cut. */
function startOfCharacter(from: number, end: number): number {
  let to = end;
  while (to - from > 3 && text[to - 3] === EQUALS && !isFewEscapes(from, to)) {
    const high = text[to - 2]!;
    if (high < 0x38) break; // "0" to "7": ASCII
    to -= 3;
    if (high >= 0x43) break; // "C" to "F": the first byte of a character
  }
  return to;
}

function isFewEscapes(from: number, to: number): boolean {
  if (to - from > 12 || (to - from) % 3 !== 0) return false;
  for (let i = from; i < to; i += 3) {
    if (text[i] !== EQUALS) return false;
  }
  return true;
}
