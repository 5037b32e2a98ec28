import { BASE64_BLOCK, base64Length, encodeBase64, wholeLines } from './base64.js';
import type { ContentSource } from './content-source.js';
import type { PacedPiece } from './mail-piece.js';

/** Larger Buffers are encoded anew for each mail instead of being held twice. */
const KEPT_LIMIT = 8 * 1024 * 1024;

const pieces = new WeakMap<Buffer, BufferPiece>();

/** A large Buffer as base64, block by block. The blocks are kept as `encodeBase64Once` keeps a small one. */
export function bufferPiece(source: Buffer): PacedPiece {
  let piece = pieces.get(source);
  if (piece === undefined) pieces.set(source, (piece = new BufferPiece(source)));
  return piece;
}

class BufferPiece implements PacedPiece {
  readonly size: number;
  readonly #source: Buffer;
  readonly #blocks: Buffer[] = [];

  constructor(source: Buffer) {
    this.#source = source;
    this.size = base64Length(source.length);
  }

  *read(): Generator<Buffer> {
    for (let index = 0; index * BASE64_BLOCK < this.#source.length; index += 1) yield this.#block(index);
  }

  #block(index: number): Buffer {
    const kept = this.#blocks[index];
    if (kept !== undefined) return kept;
    const from = index * BASE64_BLOCK;
    const block = encodeBase64(this.#source.subarray(from, from + BASE64_BLOCK), index > 0);
    if (this.#source.length <= KEPT_LIMIT) this.#blocks[index] = block;
    return block;
  }
}

/** What a source yields as base64; only the piece that is being sent is in memory. */
export function sourcePiece(source: ContentSource): PacedPiece {
  return {
    size: source.size === undefined ? undefined : base64Length(source.size),
    read: () => encodedSource(source),
  };
}

async function* encodedSource(source: ContentSource): AsyncGenerator<Buffer> {
  let followsLines = false;
  for await (const bytes of inWholeLines(source.open())) {
    for (let from = 0; from < bytes.length; from += BASE64_BLOCK) {
      yield encodeBase64(bytes.subarray(from, from + BASE64_BLOCK), followsLines);
      followsLines = true;
    }
  }
}

/** A line that is cut waits for its rest. */
async function* inWholeLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const { buffer, byteOffset, length } of source) {
    const piece = Buffer.from(buffer, byteOffset, length);
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const whole = wholeLines(bytes);
    rest = Buffer.from(bytes.subarray(whole.length));
    yield whole;
  }
  yield rest;
}
