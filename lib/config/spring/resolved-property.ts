import { MailConfigError } from '../../errors/mail-config.error.js';
import type { Origin } from './origin.js';
import { resolvePlaceholders, type ResolvedText } from './placeholders.js';
import { PropertyName } from './property-name.js';
import type { PropertySource, RawProperty } from './property-source.js';

/** A property as the application sees it. */
export interface ResolvedProperty {
  /** What Spring reads, placeholders replaced: `5349` for an unquoted `012345` in YAML. */
  readonly value: string;
  /** What was written, placeholders replaced: `012345`. */
  readonly text: string;
  /** What the source took the value for; a value with placeholders is a string. */
  readonly type: RawProperty['type'];
  /** The key as the user wrote it; the name of the environment variable. */
  readonly key: string;
  /** Where the key was written, also when a placeholder fetched the value from elsewhere. */
  readonly origin: Origin;
  /** Placeholders without a value or default; they stand in `value` as they were written. */
  readonly unresolved: readonly string[];
  /** A comment that begins like `#x` ends the value: the `#` may be meant as a part of it. */
  readonly cut?: true;
}

/** Finds what a placeholder names. */
export type FindProperty = (placeholder: string) => RawProperty | undefined;

/** Turns a property of one source into what the application sees. */
export type Resolve = (raw: RawProperty) => ResolvedProperty;

/** A placeholder in the recommended spelling finds any other; in another spelling it finds only itself. */
export function findPlaceholder(
  sources: Iterable<PropertySource>,
  placeholder: string,
): RawProperty | undefined {
  const name = PropertyName.parse(placeholder);
  const isRelaxed = name.length > 0 && name.toString() === placeholder;
  for (const source of isRelaxed ? sources : []) {
    const property = source.find(name);
    if (property !== undefined) return property;
  }
  for (const source of sources) {
    const property = source.findExact(placeholder);
    if (property !== undefined) return property;
  }
  return undefined;
}

function replace(raw: RawProperty, read: 'value' | 'text', find: FindProperty): ResolvedText {
  return resolvePlaceholders(
    raw[read],
    (name) => find(name)?.[read],
    (problem) => {
      throw new MailConfigError([
        {
          key: raw.key,
          problem,
          advice: 'Give one of the properties a value of its own.',
          source: raw.origin.description,
        },
      ]);
    },
  );
}

/** Replaces the placeholders of a property. */
export function resolveProperty(raw: RawProperty, find: FindProperty): ResolvedProperty {
  const { key, origin, type } = raw;
  if (raw.literal === true || !raw.value.includes('${')) {
    const { value, text, cut } = raw;
    return { key, origin, type, value, text, unresolved: [], ...(cut && { cut }) };
  }
  const value = replace(raw, 'value', find);
  const { text } = replace(raw, 'text', find);
  return { key, origin, type, value: value.text, text, unresolved: value.unresolved };
}
