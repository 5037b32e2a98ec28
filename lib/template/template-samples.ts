import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../config/spring/error-code.js';
import { TemplateFileError } from './template-file-error.js';
import type { TemplateSample } from './template-source.js';

/**
 * Reads `welcome.preview.json`: one context, or a list of `{ "title": …, "context": { … } }`.
 * @throws TemplateFileError when the file is there and holds something else
 */
export async function readSamples(directory: string, name: string): Promise<readonly TemplateSample[]> {
  const path = `${name}.preview.json`;
  try {
    const read: unknown = JSON.parse(await readFile(join(directory, path), 'utf8'));
    return Array.isArray(read) ? read.map((one) => sampleIn(one, path)) : [{ context: objectIn(read, path) }];
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw TemplateFileError.of(path, 0, error);
  }
}

function sampleIn(value: unknown, path: string): TemplateSample {
  const { title, context }: { title?: unknown; context?: unknown } = objectIn(value, path);
  return { ...(typeof title === 'string' && { title }), context: objectIn(context, path) };
}

function objectIn(value: unknown, path: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new TemplateFileError(path, 'is no context, nor a list of { "title": "…", "context": { … } }');
}
