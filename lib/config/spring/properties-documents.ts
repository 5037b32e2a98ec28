import type { Pair } from 'dot-properties';
import { MailConfigError } from '../../errors/mail-config.error.js';
import { dotProperties } from '../../on-demand.cjs';
import { locateOffsets, type Locate, type Origin } from './origin.js';
import { PropertyName } from './property-name.js';
import type { RawProperty } from './property-source.js';

const separator = /^[#!]---[ \t\f]*$/;
const wellEscaped = /^(?:[^\\]|\\(?:[^u]|u[0-9a-fA-F]{4}|$))*$/s;
const untilComma = /(?:[^\\,]|\\.)*/gsy;

interface Line {
  readonly key: string;
  readonly value: string;
  readonly origin: Origin;
}

function unescape(value: string): string {
  const [line] = dotProperties().parseLines(`key=${value}`);
  return Array.isArray(line) ? (line[1] ?? '') : '';
}

/** `a,b\,c` to `a`, `b,c`. */
function splitList(value: string): string[] {
  const parts: string[] = [];
  untilComma.lastIndex = 0;
  for (let part = untilComma.exec(value); part !== null; part = untilComma.exec(value)) {
    parts.push(unescape(part[0]));
    if (value[untilComma.lastIndex] !== ',') break;
    untilComma.lastIndex++;
  }
  return parts;
}

function* readPair(pair: Required<Pair>, text: string, at: (offset: number) => Origin): Generator<Line> {
  const [keyStart, , valueStart, valueEnd] = pair.range;
  const origin = at(valueStart);
  if (!wellEscaped.test(text.slice(keyStart, valueEnd))) {
    throw new MailConfigError([
      {
        key: pair.key,
        problem: 'holds a `\\u` that four hexadecimal digits do not follow',
        advice: 'Write `\\u00e9` for a character and `\\\\u` for a backslash and a u.',
        source: origin.description,
      },
    ]);
  }
  if (!pair.key.endsWith('[]')) yield { key: pair.key, value: pair.value, origin };
  else {
    const items = splitList(text.slice(valueStart, valueEnd));
    for (const [index, value] of items.entries()) {
      yield { key: `${pair.key.slice(0, -2)}[${index}]`, value, origin };
    }
  }
}

/** Splits a text at its `#---` lines; one that touches another comment of its kind is an ordinary comment. */
function splitDocuments(text: string, at: (offset: number) => Origin): Line[][] {
  const { Comment, Pair: KeyAndValue, parseLines } = dotProperties();
  const documents: Line[][] = [];
  let document: Line[] = [];
  let precedingMark: string | undefined;
  for (const node of parseLines(text, true)) {
    if (!(node instanceof Comment)) {
      precedingMark = undefined;
      if (node instanceof KeyAndValue) document.push(...readPair(node, text, at));
      continue;
    }
    const start = node.range?.[0] ?? 0;
    const atLineStart = start === 0 || text[start - 1] === '\n';
    const mark = node.comment.charAt(0);
    if (atLineStart && mark !== precedingMark && separator.test(node.comment)) {
      if (document.length > 0) documents.push(document);
      document = [];
    } else {
      if (document.length === 0) document = documents.pop() ?? [];
      precedingMark = mark;
    }
  }
  if (document.length > 0) documents.push(document);
  return documents;
}

/** Reads every document of a `.properties` text; each is a list of flat properties in the order they were written. */
export function parseProperties(written: string, locate: Locate): readonly (readonly RawProperty[])[] {
  const text = written.replaceAll(/\r\n?/g, '\n');
  const at = locateOffsets(text, locate);
  return splitDocuments(text, at).map((document) =>
    document.map(({ key, value, origin }) => ({
      name: PropertyName.parse(key),
      key,
      value,
      text: value,
      type: 'string',
      origin,
    })),
  );
}
