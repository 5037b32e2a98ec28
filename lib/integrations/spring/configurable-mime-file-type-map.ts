import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { detectMimeType } from 'nodemailer/lib/mime-funcs';

/** Where Spring's table knows better than nodemailer's. */
const ADDITIONS: Readonly<Record<string, string>> = { dsf: 'image/x-mgx-dsf', svf: 'image/vnd.svf' };

/** Tells the media type of a file. */
export interface FileTypeMap {
  /** @param file name or path */
  getContentType(file: string): string;
}

/** Media types by the ending of a file name: nodemailer's table, which knows more than Spring's, and what is added here. */
export class ConfigurableMimeFileTypeMap implements FileTypeMap {
  readonly #own = new Map<string, string>();

  /**
   * Adds lines of a `mime.types` file; they win over the table.
   * @example map.setMappings('text/foo foo', 'text/bar bar baz')
   */
  setMappings(...mappings: readonly string[]): void {
    for (const line of mappings) {
      const [type, ...endings] = line.replace(/#.*/u, '').trim().split(/\s+/u);
      for (const ending of endings) this.#own.set(ending, type ?? '');
    }
  }

  /**
   * Adds the lines of a `mime.types` file.
   * @throws the error of `node:fs` when it cannot be read
   */
  setMappingLocation(mappingLocation: string | URL): void {
    this.setMappings(...readFileSync(mappingLocation, 'utf8').split(/\r?\n/u));
  }

  getContentType(file: string): string {
    const ending = extname(file).slice(1);
    const lower = ending.toLowerCase();
    return this.#own.get(ending) ?? this.#own.get(lower) ?? ADDITIONS[lower] ?? detectMimeType(file);
  }
}
