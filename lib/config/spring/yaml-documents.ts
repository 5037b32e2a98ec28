import { parseAllDocuments, type YAMLError } from 'yaml';
import { locateOffsets, type Locate } from './origin.js';
import type { RawProperty } from './property-source.js';
import { refuseYaml, YamlFlattener } from './yaml-flattener.js';

/** Reads every document of a YAML text; each is a list of flat properties in the order they were written. */
export function parseYaml(text: string, locate: Locate): readonly (readonly RawProperty[])[] {
  const at = locateOffsets(text, locate);
  const refuseSyntax = (error: YAMLError): never =>
    // The message of the parser quotes the text, which may be a password; its code does not.
    refuseYaml(
      at,
      error.pos[0],
      `is not valid YAML: ${error.code.toLowerCase().replaceAll('_', ' ')}`,
      error.code === 'TAB_AS_INDENT' ? 'Indent with spaces.' : 'Correct this line.',
    );
  // "failsafe" leaves every scalar a text: what it means is SnakeYAML's to say, not YAML 1.2's.
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    const [error] = document.errors;
    if (error !== undefined) refuseSyntax(error);
    return new YamlFlattener(text, at).flatten(document);
  });
}
