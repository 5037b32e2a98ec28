import { isAbsolute, relative } from 'node:path';

/** Whether a path leads into a folder, by its name alone: links have to be followed before. */
export function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  // Absolute is the way to another drive. A folder may be called `..data`.
  return way !== '' && way !== '..' && !/^\.\.[/\\]/u.test(way) && !isAbsolute(way);
}
