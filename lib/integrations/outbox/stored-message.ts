import { type MailMessage, MailParseError } from '../../index.js';

/** A message as JSON: bytes become `{ $bytes }`, dates `{ $date }`. @throws MailParseError when it holds a stream */
export function storeMessage(message: MailMessage): string {
  return JSON.stringify(stored(message, 'message'));
}

/** The message that was stored; enqueueing checks it. */
export function restoreMessage(json: unknown): MailMessage {
  const message: MailMessage = JSON.parse(typeof json === 'string' ? json : JSON.stringify(json), revive);
  return message;
}

function stored(value: unknown, field: string): unknown {
  if (typeof value === 'function') throw notStored(field, 'a function');
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof URL) return value.href;
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map((one, index) => stored(one, `${field}[${index}]`));
  if (Symbol.asyncIterator in value) throw notStored(field, 'a stream');
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, stored(one, `${field}.${key}`)]));
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$date' in value) return new Date(String(value.$date));
  return '$bytes' in value ? Buffer.from(String(value.$bytes), 'base64') : value;
}

function notStored(field: string, what: string): MailParseError {
  return new MailParseError(
    field,
    `is ${what}, which a row cannot hold`,
    'Pass bytes, or the path of a file.',
  );
}
