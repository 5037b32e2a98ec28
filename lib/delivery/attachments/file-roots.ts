import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isBelow } from '../../config/is-below.js';
import { MailParseError } from '../../errors/mail-parse.error.js';
import { MailPreparationError } from '../../errors/mail-preparation.error.js';
import { BASE64_BLOCK } from '../../message/compose/base64.js';
import type { ContentSource } from '../../message/compose/content-source.js';
import { tooLarge } from './size-limit.js';

/** Larger files are read while the mail is sent instead of before. */
const HELD = 1024 * 1024;

/** A link that takes the place of the checked file is not followed, and a pipe does not hold the opening up. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a file below one of the folders.
 * @param limit most bytes
 * @throws MailParseError when the path leads out of the folders; MailPreparationError when there is no such file, or not
 * one that can be read
 */
export async function readFileBelow(
  roots: readonly string[],
  path: string,
  field: string,
  limit: number,
): Promise<Buffer | ContentSource> {
  const real = await realPathBelow(roots, path, field);
  return withFile(real, field, async (file) => {
    const { size, mtimeMs, ino } = await file.stat();
    if (size > limit) throw tooLarge(field);
    return size <= HELD ? file.readFile() : new FileSource(real, field, { size, mtimeMs, ino });
  });
}

async function realPathBelow(roots: readonly string[], path: string, field: string): Promise<string> {
  let missing: unknown;
  for (const root of roots) {
    const folder = await realpath(root).catch(() => root);
    const file = resolve(root, path);
    // Outside, nothing is asked of the file system: not even whether there is such a file.
    if (!isBelow(root, file) && !isBelow(folder, file)) continue;
    try {
      const real = await realpath(file);
      if (isBelow(folder, real)) return real;
    } catch (error) {
      missing ??= error;
    }
  }
  throw missing === undefined ? outside(roots, field) : unreadable(field, missing);
}

function outside(roots: readonly string[], field: string): MailParseError {
  return new MailParseError(
    field,
    roots.length === 0
      ? 'names a file, and no folder is allowed'
      : 'names a file outside the folders that are allowed',
    'Set nest.mail.attachments.roots to the folder of the files, or pass the bytes as content.',
  );
}

function unreadable(field: string, cause: unknown): MailPreparationError {
  const { code } = cause as NodeJS.ErrnoException;
  return new MailPreparationError(
    `The mail was not sent: the file that ${field} names cannot be read${code === undefined ? '' : ` (${code})`}.`,
    'See the cause of this error; the file has to be there when the mail is sent.',
    cause,
  );
}

async function withFile<T>(path: string, field: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, FLAGS).catch((error: unknown) => Promise.reject(unreadable(field, error)));
  try {
    if ((await file.stat()).isFile()) return await use(file);
    throw new MailPreparationError(
      `The mail was not sent: what ${field} names is no file.`,
      'Name a file; pack a folder into one.',
    );
  } finally {
    await file.close();
  }
}

/** How one tells that a file is still the one that was checked. */
interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

/** A large file, opened anew for each attempt. One that changed since it was checked is not sent. */
class FileSource implements ContentSource {
  readonly size: number;
  readonly #path: string;
  readonly #field: string;
  readonly #state: FileState;

  constructor(path: string, field: string, state: FileState) {
    this.size = state.size;
    this.#path = path;
    this.#field = field;
    this.#state = state;
  }

  async *open(): AsyncGenerator<Uint8Array> {
    const file = await open(this.#path, FLAGS).catch((error: unknown) =>
      Promise.reject(unreadable(this.#field, error)),
    );
    try {
      await this.#check(file);
      // Its own reading of the end: a file that grows meanwhile is sent as it was checked.
      // In whole lines of its encoded form: the rest of one would have to be copied in front of the next piece.
      yield* file.createReadStream({ autoClose: false, end: this.size - 1, highWaterMark: BASE64_BLOCK });
      await this.#check(file);
    } finally {
      await file.close();
    }
  }

  async #check(file: FileHandle): Promise<void> {
    const { size, mtimeMs, ino } = await file.stat();
    if (size === this.#state.size && mtimeMs === this.#state.mtimeMs && ino === this.#state.ino) return;
    throw new MailPreparationError(
      `The mail was not sent: the file that ${this.#field} names changed while it was sent.`,
      'Send the message again, from a file that nobody writes to.',
    );
  }
}
