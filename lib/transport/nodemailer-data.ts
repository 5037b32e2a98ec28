import type { SendMailOptions } from 'nodemailer';
import { canCompose } from '../message/compose/can-compose.js';
import type {
  ComposeAttachment,
  ComposeHeader,
  ComposeInput,
  ComposeMailbox,
} from '../message/compose/compose-input.js';

/** What says how a mail is sent, or forbids what our composer does not do anyway. */
const ROUTE = [
  'envelope',
  'dsn',
  'requireTLSExtensionEnabled',
  'signal',
  'inBatch',
  'seal',
  'disableFileAccess',
  'disableUrlAccess',
];

class NotOurs extends Error {}

type Read<T> = (value: unknown) => T;

/** Every field of nodemailer's message data that our composer knows, in the shape that it knows. */
const FIELDS: { readonly [Field in keyof ComposeInput]-?: Read<ComposeInput[Field] | undefined> } = {
  from: mailboxes,
  sender: mailboxes,
  replyTo: mailboxes,
  to: mailboxes,
  cc: mailboxes,
  subject: text,
  text,
  html: text,
  amp: text,
  calendar: notOurs,
  charset: notOurs,
  date: (value) => (value instanceof Date ? value : notOurs()),
  messageId: text,
  inReplyTo: text,
  references: list(text),
  headers,
  priority: (value) => (value === 'high' || value === 'normal' || value === 'low' ? value : notOurs()),
  attachments: list(attachment),
};

/**
 * The message in the words of our composer, after the plugins had it.
 * @returns `undefined` when it holds anything that only nodemailer composes
 */
export function fromNodemailer(data: SendMailOptions): ComposeInput | undefined {
  try {
    const { from, date, messageId, ...others } = known(data, FIELDS, ROUTE);
    if (from === undefined || date === undefined || messageId === undefined) return undefined;
    const input = { ...others, from, date, messageId };
    return canCompose(input) ? input : undefined;
  } catch (error) {
    if (error instanceof NotOurs) return undefined;
    throw error;
  }
}

function notOurs(): never {
  throw new NotOurs();
}

function known<T extends object>(
  value: unknown,
  readers: { readonly [Key in keyof T]-?: Read<T[Key] | undefined> },
  ignored: readonly string[] = [],
): { [Key in keyof T]?: T[Key] } {
  if (typeof value !== 'object' || value === null) return notOurs();
  const read: { [Key in keyof T]?: T[Key] } = {};
  for (const [key, one] of Object.entries(value)) {
    if (one === undefined || ignored.includes(key)) continue;
    if (!isKeyOf(readers, key)) return notOurs();
    const found = readers[key](one);
    if (found !== undefined) read[key] = found;
  }
  return read;
}

function isKeyOf<T extends object>(readers: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(readers, key);
}

function list<T>(read: Read<T>): Read<T[]> {
  return (value) => (Array.isArray(value) ? value.map(read) : notOurs());
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : notOurs();
}

function mailboxes(value: unknown): ComposeMailbox[] {
  return Array.isArray(value) ? value.map(mailbox) : [mailbox(value)];
}

function mailbox(value: unknown): ComposeMailbox {
  const { name, address = notOurs() } = known<ComposeMailbox>(value, { name: text, address: text });
  return { name, address };
}

function headers(value: unknown): ComposeHeader[] {
  if (Array.isArray(value)) {
    return value.map((header) => {
      const { key = notOurs(), value: held = notOurs() } = known<{ key: string; value: string }>(header, {
        key: text,
        value: text,
      });
      return { name: key, value: held };
    });
  }
  if (typeof value !== 'object' || value === null) return notOurs();
  return Object.entries(value).map(([name, held]) => ({ name, value: text(held) }));
}

function attachment(value: unknown): ComposeAttachment {
  const { content = notOurs(), ...rest } = known<ComposeAttachment>(value, {
    content: (held) => (typeof held === 'string' || Buffer.isBuffer(held) ? held : notOurs()),
    filename: text,
    contentType: text,
    cid: text,
    contentDisposition: (held) => (held === 'attachment' || held === 'inline' ? held : notOurs()),
    contentTransferEncoding: notOurs,
    headers: notOurs,
  });
  return { ...rest, content };
}
