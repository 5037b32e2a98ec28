const LF = 0x0a;
const DOT = 0x2e;
const LINE_START_DOT = Buffer.from('\n.');
const STUFFED = Buffer.from('.');

/** Doubles the dots that start a line (RFC 5321 section 4.5.2), in content whose line breaks are all CRLF. */
export class DotStuffing {
  #atLineStart = true;

  /** Calls `write` with the piece, or with its parts and the dots between them; nothing is copied. */
  push(piece: Buffer, write: (bytes: Buffer) => void): void {
    if (piece.length === 0) return;
    if (this.#atLineStart && piece[0] === DOT) write(STUFFED);
    let copied = 0;
    for (let at = piece.indexOf(LINE_START_DOT); at !== -1; at = piece.indexOf(LINE_START_DOT, at + 2)) {
      write(piece.subarray(copied, at + 1));
      write(STUFFED);
      copied = at + 1;
    }
    write(copied === 0 ? piece : piece.subarray(copied));
    this.pass(piece);
  }

  /** Takes note of a piece in which no line begins with a dot. */
  pass(piece: Buffer): void {
    if (piece.length > 0) this.#atLineStart = piece[piece.length - 1] === LF;
  }
}
