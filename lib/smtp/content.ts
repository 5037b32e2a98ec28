import { type MailPiece, sizeOf } from '../message/compose/mail-piece.js';
import { DotStuffing } from './dot-stuffing.js';
import { LineBreaks, withLineBreaks } from './line-breaks.js';
import type { SmtpContent } from './smtp-mail.js';

/** Mails up to this size are written in one go; larger ones as fast as the server takes them. */
const WHOLE_LIMIT = 256 * 1024;
const SLICE = 128 * 1024;

/** Content that is at hand and small: to be written in one go. */
export interface WholeContent {
  readonly pieces: readonly Buffer[];
  readonly size: number;
}

/** Content that is written slice by slice. */
export interface PacedContent {
  /** Reads the content anew. Line breaks are put right and dots doubled in what is to be written in one go. */
  readonly slices: () => AsyncIterable<readonly Buffer[]>;
  readonly size: number | undefined;
}

/** Makes content ready for the wire: line breaks put right, and whole or paced by its size. */
export function readyContent(content: SmtpContent, size: number | undefined): WholeContent | PacedContent {
  if (typeof content === 'function') return { slices: () => slicesOfSource(content()), size };
  const pieces = Buffer.isBuffer(content) ? [content] : content;
  const total = sizeOf(pieces);
  if (total === undefined || total > WHOLE_LIMIT || !areBuffers(pieces))
    return { slices: () => slicesOfPieces(pieces), size: total };
  const ready = withLineBreaks(pieces);
  return { pieces: ready, size: ready.reduce((sum, piece) => sum + piece.length, 0) };
}

/** Tells the two apart. */
export function isWhole(content: WholeContent | PacedContent): content is WholeContent {
  return 'pieces' in content;
}

function areBuffers(pieces: readonly MailPiece[]): pieces is readonly Buffer[] {
  return pieces.every((piece) => Buffer.isBuffer(piece));
}

async function* slicesOfSource(source: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer[]> {
  const form = new DataForm();
  for await (const chunk of source) yield form.of(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  yield form.end();
}

async function* slicesOfPieces(pieces: readonly MailPiece[]): AsyncGenerator<Buffer[]> {
  const form = new DataForm();
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) for (const slice of slicesOf(piece)) yield form.of(slice);
    else for await (const lines of piece.read()) yield form.ofEncoded(lines);
  }
  yield form.end();
}

function* slicesOf(piece: Buffer): Generator<Buffer> {
  for (let at = 0; at < piece.length; at += SLICE) yield piece.subarray(at, at + SLICE);
}

/** The form of content between DATA and the final dot. */
class DataForm {
  readonly #lineBreaks = new LineBreaks();
  readonly #dots = new DotStuffing();

  of(slice: Buffer): Buffer[] {
    const parts: Buffer[] = [];
    this.#dots.push(this.#lineBreaks.push(slice), (part) => parts.push(part));
    return parts;
  }

  /** For lines that need no change: to look for one would take longer than all the rest. */
  ofEncoded(lines: Buffer): Buffer[] {
    this.#lineBreaks.pass(lines);
    this.#dots.pass(lines);
    return [lines];
  }

  end(): Buffer[] {
    const missing = this.#lineBreaks.end();
    return missing === undefined ? [] : [missing];
  }
}
