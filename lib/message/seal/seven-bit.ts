import { isAscii } from 'node:buffer';
import { encodeBase64 } from '../compose/base64.js';
import { encodeQuotedPrintable } from '../compose/quoted-printable.js';
import { fieldName, sealContent } from './seal-content.js';

/** A MIME entity: its header fields with their line ends, and its body. */
export interface Entity {
  readonly fields: readonly string[];
  readonly body: Buffer;
}

const CRLF = Buffer.from('\r\n');
/** What servers on the way have been seen to change: blanks at the end of a line, and a line that looks like the start of an mbox entry. */
const FRAGILE = ['\0', ' \r\n', '\t\r\n', '\r\nFrom '];
/** RFC 5322 section 2.1.1 */
const MAX_LINE = 998;
const MULTIPART = /^multipart\/[^;]+;[^]*?boundary=(?:"(?<quoted>[^"]+)"|(?<plain>[^\s;]+))/iu;

/**
 * The entity in a form that reaches its reader as it is, whatever servers stand on the way: what is signed must not be
 * encoded anew by one of them (RFC 8551 section 3.1.3, RFC 3156 section 5). The entity itself where nothing needs a change.
 */
export function sevenBit(entity: Entity): Entity {
  if (isRobust(entity.body)) return entity;
  const type = valueOf(entity, 'content-type') || 'text/plain';
  const { quoted, plain = quoted } = MULTIPART.exec(type)?.groups ?? {};
  if (plain !== undefined) return { ...withoutEncoding(entity), body: sevenBitParts(entity.body, plain) };
  if (/^message\/(?:rfc822|global)\b/iu.test(type))
    return { ...withoutEncoding(entity), body: bytesOf(sevenBit(entityOf(entity.body))) };
  const encoding = valueOf(entity, 'content-transfer-encoding').toLowerCase();
  if (encoding === 'base64' || encoding === 'quoted-printable') return entity;
  return encoded(entity, /^text\//iu.test(type));
}

/** The bytes of an entity. */
export function bytesOf({ fields, body }: Entity): Buffer {
  return Buffer.concat([Buffer.from(fields.join(''), 'latin1'), CRLF, body]);
}

function isRobust(body: Buffer): boolean {
  if (!isAscii(body) || FRAGILE.some((text) => body.includes(text, 0, 'latin1'))) return false;
  if (
    body.subarray(0, 5).toString('latin1') === 'From ' ||
    /[ \t]$/u.test(body.subarray(-1).toString('latin1'))
  )
    return false;
  for (let from = 0; from < body.length;) {
    const end = body.indexOf(CRLF, from);
    if ((end === -1 ? body.length : end) - from > MAX_LINE) return false;
    from = end === -1 ? body.length : end + CRLF.length;
  }
  return true;
}

function sevenBitParts(body: Buffer, boundary: string): Buffer {
  const [, ...parts] = `\r\n${body.toString('latin1')}`.split(`\r\n--${boundary}`);
  const end = parts.findIndex((part) => part.startsWith('--'));
  const entities = parts
    .slice(0, end === -1 ? parts.length : end)
    .map((part) => bytesOf(sevenBit(entityOf(Buffer.from(part.replace(/^[ \t]*\r\n/u, ''), 'latin1')))));
  return Buffer.concat([
    ...entities.flatMap((entity) => [Buffer.from(`--${boundary}\r\n`, 'latin1'), entity, CRLF]),
    Buffer.from(`--${boundary}--\r\n`, 'latin1'),
  ]);
}

/** A part may begin with its blank line. */
function entityOf(bytes: Buffer): Entity {
  if (bytes.subarray(0, CRLF.length).equals(CRLF)) return { fields: [], body: bytes.subarray(CRLF.length) };
  const { fields, body } = sealContent([bytes]);
  return { fields, body: Buffer.concat(body) };
}

function encoded(entity: Entity, isText: boolean): Entity {
  const { fields } = withoutEncoding(entity);
  const name = isText ? 'quoted-printable' : 'base64';
  const body = isText
    ? encodeQuotedPrintable(entity.body)
        .toString('latin1')
        .replaceAll(/^From /gmu, 'From=20')
    : encodeBase64(entity.body).toString('latin1');
  return {
    fields: [...fields, `Content-Transfer-Encoding: ${name}\r\n`],
    body: Buffer.from(body, 'latin1'),
  };
}

function withoutEncoding({ fields, body }: Entity): Entity {
  return { fields: fields.filter((field) => fieldName(field) !== 'content-transfer-encoding'), body };
}

function valueOf({ fields }: Entity, name: string): string {
  const field = fields.find((one) => fieldName(one) === name) ?? '';
  return field
    .slice(field.indexOf(':') + 1)
    .replaceAll(/\r\n/gu, '')
    .trim();
}
