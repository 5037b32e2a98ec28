import type { Duplex } from 'node:stream';
import { pieceOfSlab } from '../message/compose/slab.js';

/** Up to here copying into one buffer is cheaper than handing the pieces to the kernel one by one. */
const COPY_LIMIT = 64 * 1024;

/** Gathers what is to be written and writes it at once: one system call and, where it fits, one packet for many commands. */
export class Outbox {
  readonly #socket: Duplex;
  readonly #onFlushed: (error?: Error | null) => void;
  #pieces: (string | Buffer)[] = [];
  #length = 0;
  #unflushed = 0;

  /** `onFlushed` is called each time the system has taken what was written, or has failed to. */
  constructor(socket: Duplex, onFlushed: (error?: Error | null) => void) {
    this.#socket = socket;
    this.#onFlushed = onFlushed;
  }

  /** `true` while the system has not taken all that was written. */
  get isWriting(): boolean {
    return this.#unflushed > 0;
  }

  /** Bytes that were gathered and not written yet. */
  get length(): number {
    return this.#length;
  }

  text(text: string): void {
    this.#pieces.push(text);
    this.#length += Buffer.byteLength(text);
  }

  readonly bytes = (bytes: Buffer): void => {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
  };

  /** Writes what was gathered, in one go. */
  flush(written?: () => void): void {
    const pieces = this.#pieces;
    if (pieces.length === 0) return;
    const length = this.#length;
    this.#pieces = [];
    this.#length = 0;
    this.#unflushed += 1;
    const done = (error?: Error | null): void => {
      this.#unflushed -= 1;
      this.#onFlushed(error);
      written?.();
    };
    if (length <= COPY_LIMIT) this.#socket.write(joined(pieces, length), done);
    else this.#writeEach(pieces, done);
  }

  /** Writes what was gathered and waits until the system has taken it. */
  flushed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#pieces.length === 0) resolve();
      else this.flush(resolve);
    });
  }

  #writeEach(pieces: readonly (string | Buffer)[], done: (error?: Error | null) => void): void {
    this.#socket.cork();
    pieces.forEach((piece, index) =>
      this.#socket.write(piece, index === pieces.length - 1 ? done : undefined),
    );
    this.#socket.uncork();
  }
}

function joined(pieces: readonly (string | Buffer)[], length: number): Buffer {
  const [only] = pieces;
  if (pieces.length === 1 && typeof only === 'object') return only;
  const whole = pieceOfSlab(length);
  let at = 0;
  for (const piece of pieces) {
    at += typeof piece === 'string' ? whole.write(piece, at) : piece.copy(whole, at);
  }
  return whole;
}
