import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

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

/**
 * Reads every file with one of the extensions. Links that lead out of the directory are passed over.
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
  const files = names.filter((name) => extensions.has(name.slice(name.lastIndexOf('.') + 1))).toSorted();
  const found = await Promise.all(files.map((name) => look(root, name)));
  return found.filter((one) => one !== undefined);
}

async function look(root: string, name: string): Promise<Found | undefined> {
  const file = await realpath(join(root, name));
  if (relative(root, file).startsWith('..')) return undefined;
  const { mtimeMs, size, isFile } = await statOf(file);
  return isFile ? { path: name.split(sep).join('/'), file, stamp: `${mtimeMs} ${size}` } : undefined;
}

async function statOf(file: string): Promise<{ mtimeMs: number; size: number; isFile: boolean }> {
  const found = await stat(file);
  return { mtimeMs: found.mtimeMs, size: found.size, isFile: found.isFile() };
}
