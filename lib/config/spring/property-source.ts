import type { Origin } from './origin.js';
import type { PropertyName } from './property-name.js';

/** One property of one source, before placeholders are resolved. */
export interface RawProperty {
  readonly name: PropertyName;
  /** The key as it was written, nested keys joined by dots; the name of the variable. */
  readonly key: string;
  /** What Spring reads: `5349` for an unquoted `012345` in YAML. */
  readonly value: string;
  /** What was written: `012345`. */
  readonly text: string;
  /** What the source took the value for; everything outside YAML, JSON and objects is a string. */
  readonly type: 'string' | 'number' | 'boolean';
  /** The value is a secret's file: `${` in it is no placeholder. */
  readonly literal?: true;
  /** A comment that begins like `#x` ends the value: the `#` may be meant as a part of it. */
  readonly cut?: true;
  readonly origin: Origin;
}

/** A set of properties in which each name has one value. */
export interface PropertySource {
  readonly properties: readonly RawProperty[];
  /** The property of this name in whatever spelling. */
  find(name: PropertyName): RawProperty | undefined;
  /** The property with this very key. */
  findExact(key: string): RawProperty | undefined;
}

/** A source in which the last of two equal keys wins, and the recommended spelling wins over any other. */
export class DocumentSource implements PropertySource {
  readonly properties: readonly RawProperty[];
  readonly #byKey = new Map<string, RawProperty>();
  readonly #byName = new Map<string, RawProperty>();

  constructor(properties: Iterable<RawProperty>) {
    for (const property of properties) this.#byKey.set(property.key, property);
    this.properties = [...this.#byKey.values()].filter(({ name }) => name.length > 0);
    for (const property of this.properties) {
      const { canonical } = property.name;
      if (!this.#byName.has(canonical)) this.#byName.set(canonical, property);
    }
  }

  find(name: PropertyName): RawProperty | undefined {
    return this.#byKey.get(name.toString()) ?? this.#byName.get(name.canonical);
  }

  findExact(key: string): RawProperty | undefined {
    return this.#byKey.get(key);
  }
}
