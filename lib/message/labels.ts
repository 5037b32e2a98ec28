import { MailParseError } from '../errors/mail-parse.error.js';
import { singleLine } from './header.js';
import { checkLength, readList } from './list.js';

/** What a mail is called in the statistics of a provider. */
export interface Labels {
  /** Groups of mails, such as `sign-up`. */
  readonly tags: readonly string[];
  /** Names and values that come back with the provider's events, such as the id of an order. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Those of a message that has none. */
export const NO_LABELS: Labels = Object.freeze({ tags: Object.freeze([]), metadata: Object.freeze({}) });
const TAGS = { field: 'tags', most: 100, members: 'tags' } as const;
const METADATA = { field: 'metadata', most: 100, members: 'values' } as const;
/** It becomes part of a header's name with some providers. */
const METADATA_NAME = /^[\w-]{1,64}$/u;

/** @throws MailParseError that names the faulty tag or value */
export function parseLabels(tags: unknown, metadata: unknown): Labels {
  if (tags === undefined && metadata === undefined) return NO_LABELS;
  return { tags: tagsOf(tags ?? []), metadata: metadataOf(metadata ?? {}) };
}

function tagsOf(tags: unknown): string[] {
  return readList(Array.isArray(tags) ? tags : [tags], TAGS, (tag, field) => {
    const text = singleLine(tag, field);
    if (text.trim() !== '') return text;
    throw new MailParseError(field, 'is empty', 'Leave it out.');
  });
}

function metadataOf(metadata: unknown): Record<string, string> {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    throw new MailParseError('metadata', 'is not an object', "Write { orderId: '42' }.");
  }
  const entries = Object.entries(metadata);
  checkLength(entries.length, METADATA);
  const read = entries.map(([name, value]): [string, string] => {
    if (METADATA_NAME.test(name) && name !== '__proto__')
      return [name, singleLine(value, `metadata.${name}`)];
    throw new MailParseError(
      'metadata',
      `has a name that not every provider takes: ${JSON.stringify(name.slice(0, 80))}`,
      'Use letters, digits, _ and -, at most 64.',
    );
  });
  return Object.fromEntries(read);
}
