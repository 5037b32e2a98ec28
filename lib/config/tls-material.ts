import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** PEM texts, by the names that `tls.connect` has for them. */
export interface TlsMaterial {
  /** Certificates to trust instead of the system's. */
  readonly ca?: string;
  /** Client certificate and its key. */
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
}

const PEM = /-----BEGIN [A-Z ]+-----/u;

/**
 * The PEM text that a setting means: that text itself, `base64:…`, or a file.
 * @param directory base of relative paths
 * @returns `undefined` when it is no PEM text
 * @throws what reading the file throws
 */
export function pemText(value: string, directory: string): string | undefined {
  const file = pemFile(value, directory);
  const text = file === undefined ? inlineText(value) : readFileSync(file, 'latin1');
  return PEM.test(text) ? text : undefined;
}

/** The file that a setting names: a path, `file:` or `classpath:`. */
export function pemFile(value: string, directory: string): string | undefined {
  if (PEM.test(value) || value.startsWith('base64:')) return undefined;
  if (value.startsWith('file://')) return fileURLToPath(value);
  const path = value.replace(/^(?:file|classpath):/u, '');
  return isAbsolute(path) && !value.startsWith('classpath:') ? path : join(directory, path);
}

function inlineText(value: string): string {
  // Where a variable cannot hold line breaks, people write \n for them.
  if (!value.startsWith('base64:')) return value.replaceAll('\\n', '\n');
  return Buffer.from(value.slice('base64:'.length), 'base64').toString('latin1');
}

/**
 * The material as its files hold it at each call: they are read again when one of them has changed. Files that cannot be
 * used, such as a certificate whose key is not there yet, leave the last good material in place.
 * @param read throws when the files cannot be used
 * @param refused is told why
 */
export function reloadingMaterial(
  first: TlsMaterial,
  files: readonly string[],
  read: () => TlsMaterial,
  refused: (error: unknown) => void,
): () => TlsMaterial {
  let material = first;
  let seen = versionOf(files);
  return () => {
    try {
      const version = versionOf(files);
      if (version !== seen) {
        seen = version;
        material = read();
      }
    } catch (error) {
      refused(error);
    }
    return material;
  };
}

/** Changes when a file does, when another takes its place and when its permissions change. */
function versionOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const { ino, size, ctimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {};
      return `${ino} ${size} ${ctimeMs}`;
    })
    .join();
}
