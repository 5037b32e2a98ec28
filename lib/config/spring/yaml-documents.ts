import { locateOffsets, type Locate } from './origin.js';
import type { RawProperty } from './property-source.js';
import { readPlainYaml } from './plain-yaml.js';
import { yaml } from '../../on-demand.cjs';
import { type At, refuseYaml, YamlFlattener } from './yaml-flattener.js';
import { syntaxFault } from './yaml-syntax.js';

/** Ends a line to SnakeYAML, and is text to this parser. */
const carriageReturn = /\r(?!\n)/g;
const unprintable = /[^\t\n\r\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Reads every document of a YAML text; each is a list of flat properties in the order they were written. */
export function parseYaml(source: string, locate: Locate): readonly (readonly RawProperty[])[] {
  const text = source.replace(carriageReturn, '\n');
  const at = locateOffsets(text, locate);
  const control = text.search(unprintable);
  if (control !== -1) refuseYaml(at, control, 'holds a control character', 'Write it as an escape: "\\x07".');
  return readPlainYaml(text, locate) ?? parseAnyYaml(text, at);
}

/** Reads whatever YAML there is. */
export function parseAnyYaml(text: string, at: At): readonly (readonly RawProperty[])[] {
  // "failsafe" leaves every scalar a text: what it means is SnakeYAML's to say, not YAML 1.2's.
  const documents = yaml().parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  if (!Array.isArray(documents)) return [];
  return documents.map((document, index) => {
    const fault = syntaxFault(document);
    if (fault !== undefined)
      refuseYaml(at, fault.offset, `is not valid YAML: ${fault.problem}`, fault.advice);
    if (index > 0 && document.directives?.docStart !== true)
      refuseYaml(at, document.range[0], 'goes on after `...`', 'Begin the next document with `---`.');
    return new YamlFlattener(text, at).flatten(document);
  });
}
