import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { IllegalArgumentException } from './illegal-use.js';

/** Something that can be read more than once: each call gives a new stream. */
export interface InputStreamSource {
  getInputStream(): Readable | Promise<Readable>;
}

/** Something that can be read more than once and knows its media type. */
export interface DataSource extends InputStreamSource {
  getContentType(): string;
}

/** Bytes of a part of a mail, or where they come from when the mail is sent. */
export type PartSource = Uint8Array | InputStreamSource;

/** Bytes in memory. */
export class ByteArrayResource implements InputStreamSource {
  constructor(private readonly byteArray: Uint8Array) {}

  getByteArray(): Uint8Array {
    return this.byteArray;
  }

  getInputStream(): Readable {
    return Readable.from([this.byteArray]);
  }
}

/** Bytes in memory with their media type. */
export class ByteArrayDataSource extends ByteArrayResource implements DataSource {
  /** @param type such as `image/png` */
  constructor(
    byteArray: Uint8Array,
    private readonly type: string,
  ) {
    super(byteArray);
  }

  getContentType(): string {
    return this.type;
  }
}

/** A file, read when the mail is sent. Whoever makes one has decided that the file may be read, as with `node:fs`. */
export class FileSystemResource implements InputStreamSource {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  getFilename(): string {
    return basename(this.#path);
  }

  getPath(): string {
    return this.#path;
  }

  getInputStream(): Readable {
    return createReadStream(this.#path);
  }
}

/** @throws IllegalArgumentException on anything that cannot be read again, such as an open stream */
export function checkSource(source: unknown): PartSource {
  if (source instanceof Uint8Array || isInputStreamSource(source)) return source;
  throw new IllegalArgumentException(
    'The content of a part must be bytes, or something with getInputStream().',
    'Pass a Buffer, a FileSystemResource, or { getInputStream: () => createReadStream(path) } instead of an open stream.',
  );
}

function isInputStreamSource(source: unknown): source is InputStreamSource {
  return (
    typeof source === 'object' &&
    source !== null &&
    'getInputStream' in source &&
    typeof source.getInputStream === 'function'
  );
}

/** Reads all of it. */
export async function bytesOf(source: PartSource): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ByteArrayResource) return source.getByteArray();
  return buffer(await source.getInputStream());
}

/** The media type that a source tells by itself. */
export function typeOf(source: PartSource): string | undefined {
  return 'getContentType' in source && typeof source.getContentType === 'function'
    ? String(source.getContentType())
    : undefined;
}

/** The name that a source has by itself. */
export function filenameOf(source: PartSource): string | undefined {
  return source instanceof FileSystemResource ? source.getFilename() : undefined;
}
