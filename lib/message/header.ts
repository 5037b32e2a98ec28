import { MailParseError } from '../errors/mail-parse.error.js';
import { checkLength, readList } from './list.js';

/** RFC 5322 section 3.6.8: `ftext`. */
const FIELD_NAME = /^[\x21-\x39\x3b-\x7e]+$/u;
/** All but the tab, which may stand in a header (RFC 5322 section 2.2.2). */
const CONTROLS = /[^\P{Cc}\t]|[\u2028\u2029]/u;
const MESSAGE_ID = /^<[^\s<>@]+@[^\s<>@]+>$/u;
const MAX_LENGTH = 10_000;
const HEADERS = { most: 200, members: 'headers' } as const;

/** Headers that the message writes by itself, with the field to use instead. */
const OWN_HEADERS = new Map([
  ['from', 'from'],
  ['sender', 'sender'],
  ['to', 'to'],
  ['cc', 'cc'],
  ['bcc', 'bcc'],
  ['reply-to', 'replyTo'],
  ['subject', 'subject'],
  ['date', 'sentDate'],
  ['message-id', 'messageId'],
  ['in-reply-to', 'inReplyTo'],
  ['references', 'references'],
]);
const REFUSED = /^(?:resent-|content-|mime-version$|received$|return-path$|dkim-signature$|__proto__$)/u;

/** One header field, checked. */
export interface Header {
  readonly name: string;
  readonly value: string;
  /** The name is written as it is, not in the usual spelling: part of it is a name of the caller's. */
  readonly exact?: boolean | undefined;
}

/**
 * Reads the `headers` of a message.
 * @throws MailParseError on a name or value that could break out of its line, or that has a field of its own
 */
export function parseHeaders(headers: unknown): Header[] {
  if (headers === undefined) return [];
  if (!isPlainObject(headers)) {
    throw new MailParseError('headers', 'is not a plain object', 'Write { "X-Name": "value" }.');
  }
  const entries = Object.entries(headers);
  checkLength(entries.length, { field: 'headers', ...HEADERS });
  return entries.flatMap(([name, value]: [string, unknown]) => {
    checkName(name);
    const field = `headers[${JSON.stringify(name)}]`;
    if (!Array.isArray(value)) return { name, value: singleLine(value, field) };
    return readList(value, { field, ...HEADERS }, (one) => ({ name, value: singleLine(one, field) }));
  });
}

/** Of a list, a Map, a Date or an instance of a class, nothing or the wrong thing would be read. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function checkName(name: string): void {
  if (!FIELD_NAME.test(name)) {
    throw new MailParseError(
      'headers',
      `has a name that is not valid (RFC 5322 section 2.2): ${JSON.stringify(name.slice(0, 80))}`,
      'Use letters, digits and hyphens.',
    );
  }
  const field = OWN_HEADERS.get(name.toLowerCase());
  if (field !== undefined) {
    throw new MailParseError('headers', `has ${name}`, `Use the message's field ${field} instead.`);
  }
  if (REFUSED.test(name.toLowerCase())) {
    throw new MailParseError('headers', `has ${name}, which is not for a message to set`, 'Remove it.');
  }
}

/** A text that stays on its header line. */
export function singleLine(value: unknown, field: string): string {
  if (typeof value !== 'string') throw new MailParseError(field, 'is not a string', 'Write a string.');
  if (CONTROLS.test(value)) {
    throw new MailParseError(
      field,
      'holds a line break or control character',
      'Remove it: it could add headers to the mail.',
    );
  }
  if (value.length > MAX_LENGTH) {
    throw new MailParseError(field, `is longer than ${MAX_LENGTH} characters`, 'Shorten it.');
  }
  return value;
}

/** A Message-ID with its angle brackets (RFC 5322 section 3.6.4); they are added when missing. */
export function parseMessageId(value: unknown, field: string): string {
  const text = singleLine(value, field).trim();
  const id = text.startsWith('<') ? text : `<${text}>`;
  if (!MESSAGE_ID.test(id)) throw new MailParseError(field, 'is not a Message-ID', 'Write <left@right>.');
  return id;
}
