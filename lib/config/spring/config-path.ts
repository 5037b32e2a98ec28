import { statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { listDirectory } from './config-file.js';
import { errorCode } from './error-code.js';

const wildcard = /[\\/]\*(?:[\\/]|$)/;
const oneWildcard = /^(?:[^*]*[\\/:])?\*[\\/][^\\/*]*$/;

/** Whether something is there; what may not be looked at counts, for reading it tells why it cannot be. */
export function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return errorCode(error) !== 'ENOTDIR';
  }
}

/** Whether a location's `*`, if it has one, is one whole directory, the last. */
export function isExpandable(location: string): boolean {
  return !location.includes('*') || oneWildcard.test(location);
}

/** The paths that a path with at most one `*` directory stands for, in the order of their names. */
export function expandWildcard(path: string): readonly string[] {
  const [base, rest] = path.split(wildcard);
  if (base === undefined || rest === undefined) return [path];
  return listDirectory(base)
    .filter((name) => statSync(join(base, name), { throwIfNoEntry: false })?.isDirectory())
    .map((name) => join(base, name, rest));
}

/** What the relative paths of locations start from. */
export interface Bases {
  /** What `classpath:` means. */
  readonly directory: string;
  /** What paths start from that no file holds, or that have `file:` before them. */
  readonly workingDirectory: string;
}

/** The path that a location means; `parent` is where the file lies that holds it. `undefined` when it is no path. */
export function pathOf(location: string, bases: Bases, parent: string | undefined): string | undefined {
  const value = location.replace(/^resource:/, '');
  if (value.startsWith('classpath:')) {
    return resolve(bases.directory, value.slice('classpath:'.length).replace(/^[\\/]+/, ''));
  }
  if (value.startsWith('file:')) {
    return resolve(bases.workingDirectory, value.slice('file:'.length).replace(/^\/\/(?=\/)/, ''));
  }
  if (!isAbsolute(value) && /^[a-z][a-z0-9*+.-]*:/i.test(value)) return undefined;
  return resolve(parent ?? bases.workingDirectory, value);
}

/** How a path is shown to people: relative to the configuration directory when it lies inside. */
export function labelOf(path: string, directory: string): string {
  const inside = relative(directory, path);
  const isInside = inside !== '' && !isAbsolute(inside) && inside.split(sep)[0] !== '..';
  return isInside ? inside.replaceAll(sep, '/') : path;
}
