import { markAsUntransferable } from 'node:worker_threads';

/** Pieces of a hundred small mails. */
const SLAB = 512 * 1024;
/** Larger ones have memory of their own, so that one that is kept for long keeps nothing else. */
const LARGEST_PIECE = 32 * 1024;

let slab = Buffer.alloc(0);
let used = 0;

/**
 * A Buffer to be filled whole, cut from a larger one: asking the system for memory for each piece of each mail, and giving
 * it back, takes a tenth of the time of a mail. Node's own pool is too small for one.
 */
export function pieceOfSlab(length: number): Buffer {
  if (length > LARGEST_PIECE) return Buffer.allocUnsafe(length);
  if (used + length > slab.length) {
    slab = Buffer.allocUnsafeSlow(SLAB);
    // As Node's pool is: who gives a piece to another thread must not take those of other mails along.
    markAsUntransferable(slab.buffer);
    used = 0;
  }
  const piece = slab.subarray(used, used + length);
  used += length;
  return piece;
}

/** The UTF-8 form of a text. */
export function utf8Of(text: string): Buffer {
  const most = 3 * text.length;
  if (most > LARGEST_PIECE) return Buffer.from(text);
  const piece = pieceOfSlab(most);
  const length = piece.write(text);
  used -= most - length;
  return piece.subarray(0, length);
}
