import { MailParseError } from '../errors/mail-parse.error.js';
import { singleLine } from './header.js';
import { type ContentOrigin, type MailContent, PendingContent } from './mail-content.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What a file holds, or where that comes from.
 * @throws MailParseError when it is neither, or both
 */
export function contentOf(part: Fields, field: string): MailContent | PendingContent {
  const { content, path, url } = part;
  if ([content, path, url].filter((one) => one !== undefined).length > 1) {
    throw new MailParseError(field, 'has more than one of content, path and url', 'Write one of them.');
  }
  if (path !== undefined) return pending(`${field}.path`, pathOrigin(path, `${field}.path`));
  if (url !== undefined) return pending(`${field}.url`, urlOrigin(url, `${field}.url`));
  if (typeof content === 'string' || content instanceof Uint8Array) return content;
  if (isStream(content)) return pending(`${field}.content`, { kind: 'stream', stream: content });
  throw new MailParseError(
    `${field}.content`,
    'is neither a string nor a Buffer nor a stream',
    'Pass what the file holds, or write path or url.',
  );
}

function pending(field: string, origin: ContentOrigin): PendingContent {
  return new PendingContent(field, origin);
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function pathOrigin(value: unknown, field: string): ContentOrigin {
  const path = singleLine(value, field);
  if (path === '') throw new MailParseError(field, 'is empty', 'Write the path of a file.');
  if (!/^[a-z][a-z0-9+.-]+:/iu.test(path)) return { kind: 'path', path };
  throw new MailParseError(
    field,
    'is an address, not a path',
    'Write it as url, or pass the bytes as content.',
  );
}

function urlOrigin(value: unknown, field: string): ContentOrigin {
  const text = value instanceof URL ? value.href : singleLine(value, field);
  if (!URL.canParse(text)) {
    throw new MailParseError(field, 'is not an address', 'Write https://host/path.');
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new MailParseError(
      field,
      `begins with ${url.protocol}`,
      'Write an address that begins with https:.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new MailParseError(field, 'holds credentials', 'Fetch the file and pass its bytes as content.');
  }
  return { kind: 'url', url };
}

/** What the file is called where it comes from. */
export function nameOf(content: MailContent | PendingContent): string | undefined {
  if (!(content instanceof PendingContent)) return undefined;
  const { origin } = content;
  if (origin.kind === 'path') return origin.path;
  if (origin.kind === 'stream') return undefined;
  const path = decoded(origin.url.pathname);
  return path.slice(path.lastIndexOf('/') + 1) || 'attachment';
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname).replaceAll(/\p{Cc}/gu, '');
  } catch {
    // A % that begins no escape: the name stays as it is in the address.
    return pathname;
  }
}
