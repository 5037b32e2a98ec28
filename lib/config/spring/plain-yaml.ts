import type { Locate } from './origin.js';
import { PropertyName } from './property-name.js';
import type { RawProperty } from './property-source.js';
import { childKey, isPlainNull, readPlainKey, readPlainScalar, type ScalarValue } from './yaml-scalar.js';

const mostLines = 5000;
const deepest = 50;

const word = String.raw`(?:[^\s:]|:(?=\S))+`;
const unquoted = String.raw`(?:(?![-?:,[\]{}#&*!|>'"%@\x60])|(?=-\w))${word}(?: +(?!#)${word})*`;
const scalar = String.raw`(?:'(?<single>[^']*)'|"(?<double>[^"\\]*)"|(?<plain>${unquoted}))`;
const end = String.raw`(?: *| +#(?<cut>\S)?.*)$`;

const entry = new RegExp(`^(?<indent> *)(?<key>[A-Za-z_][\\w.-]{0,200}):(?: +${scalar})?${end}`);
const item = new RegExp(`^(?<indent> *- +)${scalar}${end}`);
const nothing = /^ *(?:#.*)?$/;

interface Level {
  readonly indent: number;
  readonly key: string;
  readonly names: Set<string>;
}

/** A key that has no value on its line. */
interface OpenKey {
  readonly key: string;
  readonly indent: number;
  readonly line: number;
  readonly column: number;
  readonly cut: Cut;
  /** Where the `-` of its items stands. */
  itemIndent?: number;
  items: number;
}

/**
 * Reads the YAML that configuration files are made of: maps and lists by indentation, scalars of one line. It is there
 * for the start of an application, where a whole parser costs most of the time that reading settings takes.
 * @returns `undefined` when the text holds anything else, or a fault: then a parser has the word
 */
export function readPlainYaml(text: string, locate: Locate): RawProperty[][] | undefined {
  const lines = text.split(/\r?\n/);
  if (lines.length > mostLines) return undefined;
  const documents: PlainDocument[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '---') documents.push(new PlainDocument(locate));
    else if (!nothing.test(line)) {
      if (documents.length === 0) documents.push(new PlainDocument(locate));
      if (documents.at(-1)?.take(line, index + 1) !== true) return undefined;
    }
  }
  return documents.map((document) => document.end());
}

class PlainDocument {
  readonly #properties: RawProperty[] = [];
  readonly #levels: Level[] = [];
  #open: OpenKey | undefined;

  constructor(private readonly locate: Locate) {}

  /** @returns whether the line was understood */
  take(line: string, number: number): boolean {
    const groups = entry.exec(line)?.groups;
    return groups === undefined ? this.#takeItem(line, number) : this.#takeEntry(line, number, groups);
  }

  end(): RawProperty[] {
    this.#close();
    return this.#properties;
  }

  #takeEntry(line: string, number: number, groups: Record<string, string | undefined>): boolean {
    const { indent = '', key: written = '' } = groups;
    const level = this.#levelAt(indent.length);
    const name = readPlainKey(written);
    if (level === undefined || level.names.has(name)) return false;
    level.names.add(name);
    const key = childKey(level.key, name);
    const column = valueColumn(line, indent.length + written.length + 2);
    const value = scalarOf(groups);
    if (value === undefined)
      this.#open = { key, indent: indent.length, line: number, column, cut: cutOf(groups), items: 0 };
    else this.#add(key, value, number, column);
    return true;
  }

  #takeItem(line: string, number: number): boolean {
    const groups = item.exec(line)?.groups;
    const value = groups && scalarOf(groups);
    const indent = line.indexOf('-');
    const list = this.#open;
    if (value === undefined || list === undefined || indent < list.indent) return false;
    list.itemIndent ??= indent;
    if (indent !== list.itemIndent) return false;
    this.#add(`${list.key}[${list.items++}]`, value, number, valueColumn(line, indent + 2));
    return true;
  }

  /** The map whose entries begin in this column; `undefined` when there can be none. */
  #levelAt(indent: number): Level | undefined {
    const open = this.#open;
    let level = this.#levels.at(-1);
    if (level === undefined || (open !== undefined && open.items === 0 && indent > level.indent)) {
      this.#open = undefined;
      level = { indent, key: open?.key ?? '', names: new Set() };
      return this.#levels.push(level) > deepest ? undefined : level;
    }
    this.#close();
    while (level !== undefined && level.indent > indent) {
      this.#levels.pop();
      level = this.#levels.at(-1);
    }
    return level?.indent === indent ? level : undefined;
  }

  #close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open?.items === 0)
      this.#add(open.key, { value: '', type: 'string', text: '', ...open.cut }, open.line, open.column);
  }

  #add(key: string, value: WrittenScalar, line: number, column: number): void {
    this.#properties.push({
      name: PropertyName.parse(key),
      key,
      ...value,
      origin: this.locate(line, column),
    });
  }
}

type Cut = Pick<RawProperty, 'cut'>;
type WrittenScalar = ScalarValue & Pick<RawProperty, 'text'> & Cut;

function scalarOf(groups: Record<string, string | undefined>): WrittenScalar | undefined {
  const { single, double, plain } = groups;
  const quoted = single ?? double;
  if (quoted !== undefined) return { value: quoted, type: 'string', text: quoted };
  if (plain === undefined) return undefined;
  return { ...readPlainScalar(plain), text: isPlainNull(plain) ? '' : plain, ...cutOf(groups) };
}

function cutOf({ cut }: Record<string, string | undefined>): Cut {
  return cut === undefined ? {} : { cut: true };
}

/** The column, from 1, where the value begins, or would begin, at or after another. */
function valueColumn(line: string, from: number): number {
  const spaces = line.slice(from - 1).search(/[^ ]/);
  return spaces === -1 ? line.length + 1 : from + spaces;
}
