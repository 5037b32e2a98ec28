interface NameElement {
  /** As written, without characters that Spring drops. */
  readonly original: string;
  /** Lower-case, dashes kept: `default-encoding`. */
  readonly dashed: string;
  /** What two spellings of one element have in common: `defaultencoding`; the very text when in brackets. */
  readonly uniform: string;
  readonly indexed: boolean;
}

const plainElement = /^[a-z0-9][a-z0-9-]*$/;
const digits = /^[0-9]+$/;

function namedElement(text: string): NameElement | undefined {
  if (plainElement.test(text)) {
    return { original: text, dashed: text, uniform: text.replaceAll('-', ''), indexed: false };
  }
  const original = text.replaceAll(/^-|[^A-Za-z0-9_-]/g, '');
  const dashed = text.toLowerCase().replaceAll(/^-|[^a-z0-9-]/g, '');
  return dashed === ''
    ? undefined
    : { original, dashed, uniform: dashed.replaceAll('-', ''), indexed: false };
}

interface Part {
  readonly text: string;
  readonly bracketed: boolean;
}

/** Splits at the separator and at brackets; what is in brackets is one element whatever it holds. */
function split(text: string, separator: string): Iterable<Part> {
  if (text.includes('[') || text.includes(']')) return splitAtBrackets(text, separator);
  const parts = text.split(separator).filter((part) => part !== '');
  return parts.map((part) => ({ text: part, bracketed: false }));
}

function* splitAtBrackets(text: string, separator: string): Generator<Part> {
  let start = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    const ends =
      char === '[' ? depth++ === 0 : char === ']' ? --depth === 0 : char === separator && depth <= 0;
    if (!ends) continue;
    if (at > start) yield { text: text.slice(start, at), bracketed: char === ']' };
    start = at + 1;
  }
  if (start < text.length) yield { text: text.slice(start), bracketed: false };
}

const bracketed = (text: string): NameElement => ({
  original: text,
  dashed: text,
  uniform: text,
  indexed: true,
});

/** A property name whose spelling does not matter: `mail.default-encoding`, `mail.defaultEncoding`, `MAIL.DEFAULT_ENCODING`. */
export class PropertyName {
  /** Equal for two names when they name the same property. */
  readonly canonical: string;
  readonly #elements: readonly NameElement[];
  #text: string | undefined;
  #variables: readonly string[] | undefined;

  private constructor(elements: readonly NameElement[]) {
    this.#elements = elements;
    this.canonical = elements
      .map(({ uniform, indexed }) => (indexed && !/^[a-z0-9]*$/.test(uniform) ? `[${uniform}]` : uniform))
      .join('.');
  }

  /** Reads a name in any spelling; characters that no name can have are dropped. */
  static parse(text: string): PropertyName {
    return new PropertyName(
      Array.from(split(text, '.'), (part) =>
        part.bracketed ? bracketed(part.text) : namedElement(part.text),
      ).filter((element) => element !== undefined),
    );
  }

  /** Reads the name of an environment variable, such as `MAIL_SERVERS_0_HOST`. A variable with dots is no such name. */
  static parseVariable(text: string): PropertyName | undefined {
    if (text.includes('.')) return undefined;
    const parts = Array.from(split(text.toLowerCase(), '_'), (part) => part.text);
    return new PropertyName(
      parts
        .map((part) => (digits.test(part) ? bracketed(part) : namedElement(part)))
        .filter((element) => element !== undefined),
    );
  }

  get length(): number {
    return this.#elements.length;
  }

  isAncestorOf(other: PropertyName): boolean {
    return this.length === 0 ? other.length > 0 : other.canonical.startsWith(`${this.canonical}.`);
  }

  /** The first `length` elements. */
  chop(length: number): PropertyName {
    return new PropertyName(this.#elements.slice(0, length));
  }

  /** This name with `[index]` behind it. */
  at(index: number): PropertyName {
    return new PropertyName([...this.#elements, bracketed(String(index))]);
  }

  isIndexed(position: number): boolean {
    return this.#elements[position]?.indexed ?? false;
  }

  isNumericIndex(position: number): boolean {
    return this.isIndexed(position) && digits.test(this.#elements[position]?.original ?? '');
  }

  /** The elements from `start` as they were written, joined by dots: what a map has as its key. */
  keyFrom(start: number): string {
    return this.#elements
      .slice(start)
      .map(({ original }) => original)
      .join('.');
  }

  /** The elements as they were written. */
  get path(): readonly string[] {
    return this.#elements.map(({ original }) => original);
  }

  /** The name as it was written, with brackets where a dot would mean something else. */
  get written(): string {
    return this.#join(({ original }) => original);
  }

  /** The environment variables that may hold this property, the one that wins first. */
  get variables(): readonly string[] {
    return (this.#variables ??= this.#spellVariables());
  }

  #spellVariables(): readonly string[] {
    const joined = this.#elements.map(({ uniform }) => uniform).join('_');
    const legacy = this.#elements.map(({ original }) => original.replaceAll('-', '_')).join('_');
    return [joined.toUpperCase(), legacy.toUpperCase(), joined, legacy, this.toString()];
  }

  /** The recommended spelling: lower-case with dashes. */
  toString(): string {
    return (this.#text ??= this.#join(({ dashed }) => dashed));
  }

  #join(spell: (element: NameElement) => string): string {
    return this.#elements.reduce((text, element) => {
      if (element.indexed) return `${text}[${spell(element)}]`;
      return text === '' ? spell(element) : `${text}.${spell(element)}`;
    }, '');
  }
}
