const prefix = '${';
const escape = '\\';
const mostPlaceholders = 10_000;
const deepest = 100;

/** A text whose placeholders have been replaced. */
export interface ResolvedText {
  readonly text: string;
  /** Names that nothing has a value for; they stand in the text as they were written. */
  readonly unresolved: readonly string[];
}

/** What a placeholder name stands for. */
export type PlaceholderLookup = (name: string) => string | undefined;

type Part = string | Placeholder;

interface Placeholder {
  /** All that stands between the braces: Spring asks for it as a name first, colon and all. */
  readonly whole: string | undefined;
  readonly name: readonly Part[];
  readonly fallback: readonly Part[] | undefined;
}

function isEscaped(text: string, at: number): boolean {
  return text[at - 1] === escape;
}

/** Index of the brace that closes the placeholder whose inside starts at `start`, or -1. */
function closingBrace(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && depth-- === 0) return at;
  }
  return -1;
}

/** Splits at the first colon that no backslash stands before. */
function splitName(text: string): { name: string; fallback: string | undefined } {
  let name = '';
  let start = 0;
  for (let colon = text.indexOf(':'); colon !== -1; colon = text.indexOf(':', colon + 1)) {
    if (!isEscaped(text, colon))
      return { name: name + text.slice(start, colon), fallback: text.slice(colon + 1) };
    name += `${text.slice(start, colon - 1)}:`;
    start = colon + 1;
  }
  return { name: name + text.slice(start), fallback: undefined };
}

function placeholder(inside: string, parts: readonly Part[]): Placeholder {
  for (const [index, part] of parts.entries()) {
    if (typeof part !== 'string') continue;
    const { name, fallback } = splitName(part);
    if (fallback === undefined) continue;
    return {
      whole: parts.length === 1 ? inside : undefined,
      name: [...parts.slice(0, index), name],
      fallback: [fallback, ...parts.slice(index + 1)],
    };
  }
  const name = parts.map((part) => (typeof part === 'string' ? splitName(part).name : part));
  return { whole: undefined, name, fallback: undefined };
}

class Resolution {
  readonly unresolved: string[] = [];
  readonly #open = new Set<string>();
  #count = 0;

  constructor(
    private readonly lookup: PlaceholderLookup,
    private readonly refuse: (problem: string) => never,
  ) {}

  resolve(text: string): string {
    return text.includes(prefix) ? this.#join(this.#parse(text, 0)) : text;
  }

  #parse(text: string, depth: number): Part[] {
    if (depth > deepest) this.refuse('nests placeholders too deep');
    const parts: Part[] = [];
    let position = 0;
    for (let start = text.indexOf(prefix); start !== -1; start = text.indexOf(prefix, position)) {
      this.#countOne();
      const inside = start + prefix.length;
      const end = closingBrace(text, inside);
      if (end === -1 || isEscaped(text, start)) {
        parts.push(text.slice(position, end === -1 ? start : start - 1), prefix);
        position = inside;
      } else {
        const content = text.slice(inside, end);
        parts.push(
          text.slice(position, start),
          placeholder(content, mergeTexts(this.#parse(content, depth + 1))),
        );
        position = end + 1;
      }
    }
    return [...parts, text.slice(position)];
  }

  #join(parts: readonly Part[]): string {
    return parts.map((part) => (typeof part === 'string' ? part : this.#replace(part))).join('');
  }

  #replace({ whole, name, fallback }: Placeholder): string {
    const key = this.#join(name);
    const value = (whole === undefined ? undefined : this.#valueOf(whole)) ?? this.#valueOf(key);
    if (value !== undefined) return value;
    if (fallback !== undefined) return this.#join(fallback);
    this.unresolved.push(key);
    return `${prefix}${key}}`;
  }

  #valueOf(name: string): string | undefined {
    this.#countOne();
    const text = this.lookup(name);
    if (text === undefined || !text.includes(prefix)) return text;
    if (this.#open.has(name)) this.refuse(`refers to itself through \${${name}}`);
    this.#open.add(name);
    const value = this.resolve(text);
    this.#open.delete(name);
    return value;
  }

  /** Two values that each name the other twice would double forever. */
  #countOne(): void {
    if (++this.#count > mostPlaceholders) this.refuse(`needs more than ${mostPlaceholders} placeholders`);
  }
}

function mergeTexts(parts: readonly Part[]): Part[] {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else if (part !== '') merged.push(part);
  }
  return merged;
}

/**
 * Replaces `${name}` and `${name:default}`; both may hold placeholders, and a backslash before `${` or `:` takes its meaning away.
 * `refuse` is told why when a placeholder leads back to itself or there are too many.
 */
export function resolvePlaceholders(
  text: string,
  lookup: PlaceholderLookup,
  refuse: (problem: string) => never,
): ResolvedText {
  const resolution = new Resolution(lookup, refuse);
  return { text: resolution.resolve(text), unresolved: resolution.unresolved };
}
