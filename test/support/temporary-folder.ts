import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * A folder of files that is gone when the callback has ended, and the promise that it may return has settled; `${DIR}` in a
 * file becomes the folder's path.
 */
export function withFolder<T>(
  files: Readonly<Record<string, string | Buffer>>,
  use: (directory: string) => T,
): T {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'nestjs-spring-mail-')));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  let result: T;
  try {
    fill(directory, files);
    result = use(directory);
  } catch (error) {
    remove();
    throw error;
  }
  if (result instanceof Promise) return result.finally(remove) as T;
  remove();
  return result;
}

/** A folder of files that stays until the test removes it. */
export function keptFolder(files: Readonly<Record<string, string>>): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'nestjs-spring-mail-')));
  fill(directory, files);
  return directory;
}

function fill(directory: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    const data = typeof content === 'string' ? content.replaceAll('${DIR}', directory) : content;
    writeFileSync(join(directory, name), data);
  }
}
