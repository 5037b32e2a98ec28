import type { Alias, Document, Node, Pair, Scalar, YAMLMap } from 'yaml';
import { MailConfigError } from '../../errors/mail-config.error.js';
import type { Origin } from './origin.js';
import { PropertyName } from './property-name.js';
import type { RawProperty } from './property-source.js';
import {
  childKey,
  isPlainNull,
  readPlainKey,
  readPlainScalar,
  readTaggedScalar,
  type ScalarValue,
} from './yaml-scalar.js';
import { yaml } from '../../on-demand.cjs';

const deepest = 100;
const mostProperties = 20_000;
const mostMerges = 20_000;

type Entries = YAMLMap<Node, Node | null>;
/** Tells where an offset of the text was read. */
export type At = (offset: number) => Origin;

/** Refuses a YAML text at an offset. */
export function refuseYaml(at: At, offset: number, problem: string, advice: string): never {
  const { description, file } = at(offset);
  throw new MailConfigError([{ key: file ?? 'YAML', problem, advice, source: description }]);
}

/** Flattens one document to dotted keys, as Spring does, reading scalars as SnakeYAML does. */
export class YamlFlattener {
  readonly #yaml = yaml();
  readonly #properties: RawProperty[] = [];
  readonly #anchored = new Map<Alias, Node>();
  #merges = 0;

  constructor(
    private readonly text: string,
    private readonly at: At,
  ) {}

  flatten(document: Document): readonly RawProperty[] {
    if (/[&\t]/.test(this.text)) this.#prepare(document);
    const root = document.contents;
    if (root === null || (this.#yaml.isScalar(root) && this.#isNull(root))) return [];
    if (this.#yaml.isMap<Node, Node | null>(root)) this.#map('', root, 0);
    else this.#node('document', root, 0);
    return this.#properties;
  }

  /** One pass in document order: an alias means the last anchor of its name before it. */
  #prepare(document: Document): void {
    const anchors = new Map<string, Node>();
    this.#yaml.visit(document, {
      Node: (_, node, path) => {
        if (!path.some((parent) => this.#yaml.isCollection(parent) && parent.flow === true))
          this.#refuseTab(node);
        const target = this.#yaml.isAlias(node) ? anchors.get(node.source) : undefined;
        if (this.#yaml.isAlias(node) && target !== undefined) this.#anchored.set(node, target);
        if (!this.#yaml.isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
      },
    });
  }

  #target(node: Node): Node {
    if (!this.#yaml.isAlias(node)) return node;
    return (
      this.#anchored.get(node) ??
      this.#refuse(
        node,
        'names an anchor that is not there',
        'Write the `&anchor` before its `*alias`, or put a value that begins with * in quotes.',
      )
    );
  }

  #node(key: string, written: Node, depth: number): void {
    const node = this.#target(written);
    this.#bound(written, depth);
    this.#refuseTag(node);
    if (this.#yaml.isMap<Node, Node | null>(node)) this.#map(key, node, depth);
    else if (this.#yaml.isSeq<Node>(node)) this.#list(key, node.items, written, depth);
    else if (this.#yaml.isScalar(node))
      this.#add(key, this.#read(node), this.#isNull(node) ? '' : this.#textOf(node), written);
  }

  #map(key: string, map: Entries, depth: number): void {
    const entries = this.#entries(map, depth);
    if (entries.size === 0) this.#add(key, { value: '', type: 'string' }, '', map);
    for (const [name, value] of entries) {
      this.#node(childKey(key, name), value, depth + 1);
    }
  }

  #list(key: string, items: readonly Node[], list: Node, depth: number): void {
    if (items.length === 0) this.#add(key, { value: '', type: 'string' }, '', list);
    for (const [index, item] of items.entries()) this.#node(`${key}[${index}]`, item, depth + 1);
  }

  /** The entries of a map, those merged by `<<` first and replaced by its own. */
  #entries(map: Entries, depth: number): Map<string, Node> {
    const merged = new Map<string, Node>();
    const own = new Map<string, Node>();
    for (const pair of map.items) {
      if (this.#isMergeKey(pair.key)) this.#merge(pair, merged, depth);
      else {
        const name = this.#keyOf(pair.key);
        if (own.has(name)) {
          this.#refuse(pair.key, `has the key ${JSON.stringify(name)} twice`, 'Remove one of the two.');
        }
        own.set(name, pair.value ?? this.#emptyAt(pair.key));
      }
    }
    for (const [name, value] of own) merged.set(name, value);
    return merged;
  }

  #merge(pair: Pair<Node, Node | null>, into: Map<string, Node>, depth: number): void {
    this.#bound(pair.key, depth);
    const value = pair.value === null ? undefined : this.#target(pair.value);
    const maps = this.#yaml.isSeq<Node>(value) ? value.items.map((item) => this.#target(item)) : [value];
    for (const map of maps) {
      if (++this.#merges > mostMerges) {
        this.#refuse(pair.key, `merges more than ${mostMerges} maps`, 'Merge fewer maps into each other.');
      }
      if (!this.#yaml.isMap<Node, Node | null>(map)) {
        this.#refuse(pair.key, 'merges what is no map', 'Let `<<` name a map or a list of maps.');
      }
      for (const [name, node] of this.#entries(map, depth + 1)) if (!into.has(name)) into.set(name, node);
    }
  }

  #keyOf(written: Node): string {
    const key = this.#target(written);
    // A key in brackets that should have been quoted; Java prints the list that it is.
    if (this.#yaml.isSeq<Node>(key) && key.items.every(this.#yaml.isScalar))
      return `[[${key.items.map((item) => this.#read(item).value).join(', ')}]]`;
    if (!this.#yaml.isScalar(key))
      return this.#refuse(written, 'has a key that is no text', 'Write a plain name.');
    if (isPlain(key) && key.tag === undefined) return readPlainKey(this.#textOf(key));
    const { value, type } = this.#read(key);
    return type === 'string' ? value : `[${value}]`;
  }

  #read(node: Scalar): ScalarValue {
    const text = this.#textOf(node);
    if (node.tag === undefined)
      return isPlain(node) ? readPlainScalar(text) : { value: text, type: 'string' };
    return (
      readTaggedScalar(node.tag, text) ??
      this.#refuse(
        node,
        `has a value that does not fit its tag ${node.tag}`,
        'Remove the tag, or put a value that begins with ! in quotes.',
      )
    );
  }

  /** Tags name Java classes to SnakeYAML, which makes none of them. */
  #refuseTag(node: Node): void {
    if (
      this.#yaml.isCollection(node) &&
      node.tag !== undefined &&
      !/^tag:yaml\.org,2002:(?:map|seq)$/.test(node.tag)
    )
      this.#refuse(node, `has the tag ${node.tag}`, 'Remove the tag.');
  }

  #add(key: string, { value, type }: ScalarValue, text: string, node: Node): void {
    if (this.#properties.length === mostProperties) {
      this.#refuse(
        node,
        `holds more than ${mostProperties} properties`,
        'Use fewer aliases, or split the file.',
      );
    }
    const origin = this.at(node.range?.[0] ?? 0);
    const cut = this.#isCut(node) ? ({ cut: true } as const) : {};
    this.#properties.push({ name: PropertyName.parse(key), key, value, text, type, origin, ...cut });
  }

  #isCut(node: Node): boolean {
    if (!this.#yaml.isScalar(node) || !isPlain(node)) return false;
    return /^[ \t]*#\S/u.test(this.text.slice(node.range?.[1] ?? 0));
  }

  #textOf(node: Scalar): string {
    return typeof node.value === 'string' ? node.value : (node.source ?? '');
  }

  #isNull(node: Scalar): boolean {
    return isPlain(node) && node.tag === undefined && isPlainNull(this.#textOf(node));
  }

  /** Unlike YAML 1.2, SnakeYAML takes a tab for no white space before a token of a block. */
  #refuseTab(node: Node): void {
    let before = (node.range?.[0] ?? 0) - 1;
    while (this.text[before] === ' ') before--;
    if (this.text[before] === '\t') this.#refuse(node, 'has a tab before this', 'Use spaces.');
  }

  #bound(node: Node, depth: number): void {
    if (depth > deepest) {
      this.#refuse(
        node,
        'is nested too deep',
        `Keep it within ${deepest} levels, without an alias inside its anchor.`,
      );
    }
  }

  #refuse(node: Node, problem: string, advice: string): never {
    return refuseYaml(this.at, node.range?.[0] ?? 0, problem, advice);
  }

  #isMergeKey(key: Node): boolean {
    return this.#yaml.isScalar(key) && isPlain(key) && key.value === '<<' && key.tag === undefined;
  }

  #emptyAt(key: Node): Scalar {
    const empty = new this.#yaml.Scalar('');
    empty.type = 'PLAIN';
    empty.range = key.range ?? null;
    return empty;
  }
}

function isPlain(node: Scalar): boolean {
  return node.type === undefined || node.type === 'PLAIN';
}
