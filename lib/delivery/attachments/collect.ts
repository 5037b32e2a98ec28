import { Readable } from 'node:stream';
import { MailPreparationError } from '../../errors/mail-preparation.error.js';
import { tooLarge } from './size-limit.js';

/** How a stream is read. */
export interface Reading {
  /** Where the message names it. */
  readonly field: string;
  /** Most bytes; the stream is destroyed there. */
  readonly limit: number;
  readonly signal: AbortSignal;
  /** Whether what fails now fails for good: what was read from a stream of the caller's is gone. */
  readonly permanent: boolean;
}

/**
 * Reads a stream to its end.
 * @throws MailPreparationError when it fails, is too large, was read before or takes too long
 */
export async function collect(
  stream: AsyncIterable<unknown>,
  { field, limit, signal, permanent }: Reading,
): Promise<Buffer> {
  if (stream instanceof Readable && (stream.readableDidRead || stream.destroyed)) throw readBefore(field);
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of untilAborted(stream, signal)) {
      const bytes = bytesOf(piece, field);
      size += bytes.length;
      if (size > limit) throw tooLarge(field);
      pieces.push(bytes);
    }
  } catch (error) {
    throw error instanceof MailPreparationError ? error : failed(field, error, permanent);
  }
  return Buffer.concat(pieces, size);
}

/** The signal ends the waiting for a piece that never comes. */
async function* untilAborted(stream: AsyncIterable<unknown>, signal: AbortSignal): AsyncGenerator {
  const iterator = stream[Symbol.asyncIterator]();
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  let isDone = false;
  try {
    signal.throwIfAborted();
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      isDone = next.done === true;
      if (isDone) return;
      yield next.value;
    }
  } finally {
    aborted.catch(() => undefined);
    signal.removeEventListener('abort', abort);
    // Not waited for: what hangs in reading hangs in closing as well.
    if (stream instanceof Readable) stream.destroy();
    else if (!isDone) void iterator.return?.().catch(() => undefined);
  }
}

function bytesOf(piece: unknown, field: string): Buffer {
  if (typeof piece === 'string') return Buffer.from(piece);
  if (piece instanceof Uint8Array) return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  throw new MailPreparationError(
    `The mail was not sent: ${field} yields something that is neither bytes nor text.`,
    'Pass a stream of bytes.',
  );
}

function readBefore(field: string): MailPreparationError {
  return new MailPreparationError(
    `The mail was not sent: the stream of ${field} was read before.`,
    'A stream serves one sending: make a new one for each, or pass a Buffer or a path.',
  );
}

function failed(field: string, cause: unknown, permanent: boolean): MailPreparationError {
  return new MailPreparationError(
    `The mail was not sent: ${field} could not be read to its end.`,
    'See the cause of this error; nest.mail.attachments.timeout limits the time.',
    cause,
    { permanent },
  );
}
