import { MailParseError } from '../errors/mail-parse.error.js';

/** What a list is called, and how long it may be. */
export interface ListLimit {
  readonly field: string;
  readonly most: number;
  /** What its members are, in the plural. */
  readonly members: string;
}

/**
 * Reads a list member by member; a hole is read as `undefined`, so that nothing of the list goes missing.
 * @throws MailParseError when it is too long, before anything of it is read
 */
export function readList<T>(
  list: readonly unknown[],
  limit: ListLimit,
  read: (member: unknown, field: string) => T,
): T[] {
  checkLength(list.length, limit);
  return Array.from(list, (member, index) => read(member, `${limit.field}[${index}]`));
}

/** @throws MailParseError that says how many there are and how many there may be */
export function checkLength(length: number, { field, most, members }: ListLimit): void {
  if (length <= most) return;
  throw new MailParseError(field, `names ${length} ${members}, more than ${most}`, 'Send several messages.');
}
