/**
 * A part of a mail that is made while it is read: an encoded file too large to be held twice. It stands on lines of its
 * own, of ASCII with CRLF between them, none of which begins with a dot: nothing has to look at it again.
 */
export interface PacedPiece {
  /** Bytes; `undefined` when nobody knows yet. */
  readonly size: number | undefined;
  /** Reads it from its start; as often as the mail is sent. */
  read(): Iterable<Buffer> | AsyncIterable<Buffer>;
}

/** A part of a composed mail, in memory or made while it is read. */
export type MailPiece = Buffer | PacedPiece;

/** Bytes in all pieces; `undefined` when that of one is not known. */
export function sizeOf(pieces: readonly MailPiece[]): number | undefined {
  let total = 0;
  for (const piece of pieces) {
    const size = Buffer.isBuffer(piece) ? piece.length : piece.size;
    if (size === undefined) return undefined;
    total += size;
  }
  return total;
}
