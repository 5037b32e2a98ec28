import { LineBreaks, withLineBreaks } from './line-breaks.js';
import type { SmtpContent } from './smtp-mail.js';

/** Mails up to this size are written in one go; larger ones as fast as the server takes them. */
const WHOLE_LIMIT = 256 * 1024;
const PIECE = 128 * 1024;

/** Content that is at hand and small: to be written in one go. */
export interface WholeContent {
  readonly pieces: readonly Buffer[];
  readonly size: number;
}

/** Content that is written piece by piece. */
export interface PacedContent {
  readonly pieces: () => AsyncIterable<Buffer> | Iterable<Buffer>;
  readonly size: number | undefined;
}

/** Makes content ready for the wire: line breaks put right, and whole or paced by its size. */
export function readyContent(content: SmtpContent, size: number | undefined): WholeContent | PacedContent {
  if (typeof content === 'function') return { pieces: () => canonicalPieces(content()), size };
  const pieces = withLineBreaks(Buffer.isBuffer(content) ? [content] : content);
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (total <= WHOLE_LIMIT) return { pieces, size: total };
  return { pieces: () => slices(pieces), size: total };
}

/** Tells the two apart. */
export function isWhole(content: WholeContent | PacedContent): content is WholeContent {
  return typeof content.pieces !== 'function';
}

async function* canonicalPieces(source: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  const lineBreaks = new LineBreaks();
  for await (const chunk of source) {
    yield lineBreaks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  }
  const end = lineBreaks.end();
  if (end !== undefined) yield end;
}

function* slices(pieces: readonly Buffer[]): Generator<Buffer> {
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += PIECE) yield piece.subarray(at, at + PIECE);
  }
}
