const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const NOTHING = Buffer.alloc(0);
const LINE_END = Buffer.from('\r\n');
const TWO_SPACES = Buffer.from('  ');
const SPACE_AT_END = Buffer.from(' \r\n');

/**
 * Brings a body into the `relaxed` form of RFC 6376 section 3.4.4, piece by piece: no blanks at the end of a line, one
 * space for each run of them within it, no empty lines at the end. Line breaks are CRLF already.
 */
export class RelaxedBody {
  readonly #write: (bytes: Buffer) => void;
  /** Blanks and line breaks at the end of what came so far: what becomes of them is not known yet. */
  #held: Buffer = NOTHING;
  #isEmpty = true;

  constructor(write: (bytes: Buffer) => void) {
    this.#write = write;
  }

  push(piece: Buffer): void {
    const start = endOfSpace(piece);
    if (start === piece.length) {
      this.#held = joined(this.#held, piece);
      return;
    }
    const end = startOfSpace(piece);
    // Apart from the piece, which is not copied when there is nothing to change in it.
    this.#emit(joined(this.#held, piece.subarray(0, start)));
    this.#emit(piece.subarray(start, end));
    this.#held = piece.subarray(end);
    this.#isEmpty = false;
  }

  end(): void {
    if (!this.#isEmpty) this.#write(LINE_END);
  }

  #emit(bytes: Buffer): void {
    if (bytes.length > 0) this.#write(relaxed(bytes));
  }
}

/** Native searches first: encoded content, which is most of it, needs no change. */
function relaxed(bytes: Buffer): Buffer {
  if (!bytes.includes(TAB) && !bytes.includes(TWO_SPACES) && !bytes.includes(SPACE_AT_END)) return bytes;
  const text = bytes.toString('latin1').replaceAll(/[ \t]+/gu, ' ');
  return Buffer.from(text.replaceAll(' \r\n', '\r\n'), 'latin1');
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === CR || byte === LF;
}

function endOfSpace(piece: Buffer): number {
  let at = 0;
  while (at < piece.length && isSpace(piece[at])) at++;
  return at;
}

function startOfSpace(piece: Buffer): number {
  let at = piece.length;
  while (at > 0 && isSpace(piece[at - 1])) at--;
  return at;
}

function joined(first: Buffer, second: Buffer): Buffer {
  if (first.length === 0) return second;
  return second.length === 0 ? first : Buffer.concat([first, second]);
}
