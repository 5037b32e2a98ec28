import { MailParseError } from '../errors/mail-parse.error.js';

/** The fields that a value may have, and what to do about some that it may not. */
export interface KnownFields {
  readonly names: ReadonlySet<string>;
  readonly what: string;
  readonly instead: ReadonlyMap<string, string>;
}

/** @param what begins the sentence that lists the fields */
export function knownFields(
  what: string,
  fields: Readonly<Record<string, true>>,
  instead: Readonly<Record<string, string>>,
): KnownFields {
  return { what, names: new Set(Object.keys(fields)), instead: new Map(Object.entries(instead)) };
}

/**
 * What nobody reads would be lost in silence: an envelope, an encoding, a recipient field that is misspelt.
 * @param within begins the name of the field in the error, such as `attachments[0].`
 * @throws MailParseError that names a field which is not known
 */
export function checkFields(value: object, { names, what, instead }: KnownFields, within = ''): void {
  for (const field of Object.keys(value)) {
    if (names.has(field) || Reflect.get(value, field) === undefined) continue;
    throw new MailParseError(
      within + field.slice(0, 80),
      'is not known',
      instead.get(field) ?? `Remove it. ${what} has ${[...names].join(', ')}.`,
    );
  }
}
