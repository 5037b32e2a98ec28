import { readdirSync, readFileSync, statSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { MailConfigError } from '../../errors/mail-config.error.js';
import { errorCode } from './error-code.js';
import { inFile, type Locate } from './origin.js';
import { parseProperties } from './properties-documents.js';
import { DocumentSource, type PropertySource } from './property-source.js';
import { parseYaml } from './yaml-documents.js';

const mostBytes = 4 * 1024 * 1024;

/** The ways a text can hold properties. */
export type ConfigFormat = 'properties' | 'yaml';

function refuse(label: string, problem: string, advice: string, cause?: unknown): never {
  throw new MailConfigError([{ key: label, problem, advice }], cause);
}

function refuseAccess(label: string, error: unknown): never {
  if (error instanceof MailConfigError) throw error;
  const code = errorCode(error) ?? 'unknown error';
  return refuse(label, `cannot be read (${code})`, 'Let the process read it, or remove it.', error);
}

/** Reads a regular file of at most 4 MiB. */
export function readBounded(path: string, label: string): Buffer {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return refuse(label, 'is no file', 'Put a file there, or remove it.');
    if (stats.size > mostBytes) {
      return refuse(label, 'is larger than 4 MiB', 'Put only settings into it.');
    }
    return readFileSync(path);
  } catch (error) {
    return refuseAccess(label, error);
  }
}

/** The names in a directory in their order, without those that Kubernetes keeps for itself (`..data`); none when there is no directory. */
export function listDirectory(path: string): readonly string[] {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
    return readdirSync(path)
      .filter((name) => !name.startsWith('..'))
      .toSorted();
  } catch (error) {
    return refuseAccess(path, error);
  }
}

function decode(bytes: Buffer, encoding: string, label: string): string {
  // What the web calls iso-8859-1 is windows-1252; Java's is the real one.
  if (/^(?:iso[-_]?8859[-_]1|latin1)$/i.test(encoding)) return bytes.toString('latin1');
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    return refuse(label, `has the unknown encoding ${encoding}`, 'Name another encoding, such as utf-8.');
  }
  try {
    return decoder.decode(bytes);
  } catch {
    return refuse(label, `is not valid ${encoding}`, `Save it as ${encoding}.`);
  }
}

function yamlEncoding(bytes: Buffer): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
}

/** The documents of a text, the one that is overridden first. */
export function parseDocuments(
  text: string,
  format: ConfigFormat,
  locate: Locate,
): readonly PropertySource[] {
  const documents = format === 'yaml' ? parseYaml(text, locate) : parseProperties(text, locate);
  return documents.map((properties) => new DocumentSource(properties));
}

/**
 * The documents of a file. YAML is UTF-8; `.properties` are ISO-8859-1 unless `encoding` names another.
 */
export function readConfigFile(
  path: string,
  label: string,
  format: ConfigFormat,
  encoding = 'iso-8859-1',
): readonly PropertySource[] {
  const bytes = readBounded(path, label);
  const text = decode(bytes, format === 'yaml' ? yamlEncoding(bytes) : encoding, label);
  return parseDocuments(text, format, inFile(label));
}
