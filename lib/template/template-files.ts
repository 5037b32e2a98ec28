import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { errorCode } from '../config/spring/error-code.js';
import { isBelow } from '../config/is-below.js';

/** The files of a directory at one moment: path with `/` to text. */
export interface TemplateFiles {
  readonly texts: ReadonlyMap<string, string>;
  /** Changes whenever a file does. */
  readonly version: string;
}

interface Found {
  readonly path: string;
  readonly file: string;
  readonly stamp: string;
}

const HIDDEN = /(?:^|\/)\./u;

/**
 * Reads every file with one of the extensions. Passed over are links that lead out of the directory or to nothing, and what
 * is hidden: editors, macOS and Kubernetes leave files and folders whose names begin with a dot.
 * @param known what was read before; given again, unread, when no file has changed since
 */
export async function readTemplateFiles(
  directory: string,
  extensions: ReadonlySet<string>,
  known?: TemplateFiles,
): Promise<TemplateFiles> {
  const found = await find(directory, extensions);
  const version = found.map(({ path, stamp }) => `${path} ${stamp}`).join('\n');
  if (known?.version === version) return known;
  const texts = await Promise.all(
    found.map(async ({ path, file }) => [path, await readFile(file, 'utf8')] as const),
  );
  return { texts: new Map(texts), version };
}

async function find(directory: string, extensions: ReadonlySet<string>): Promise<Found[]> {
  const root = await realpath(directory);
  const names = await readdir(root, { recursive: true });
  const files = names
    .map((name) => name.split(sep).join('/'))
    .filter((path) => extensions.has(path.slice(path.lastIndexOf('.') + 1)) && !HIDDEN.test(path));
  const found = await Promise.all(files.toSorted().map((path) => look(root, path)));
  return found.filter((one) => one !== undefined);
}

async function look(root: string, path: string): Promise<Found | undefined> {
  const file = await realpath(join(root, path)).catch(unlessGone);
  if (file === undefined || !isBelow(root, file)) return undefined;
  const found = await stat(file).catch(unlessGone);
  return found?.isFile() === true ? { path, file, stamp: `${found.mtimeMs} ${found.size}` } : undefined;
}

/** An editor that saves by renaming takes a file away for a moment. */
function unlessGone(error: unknown): undefined {
  if (errorCode(error) !== 'ENOENT') throw error;
}
