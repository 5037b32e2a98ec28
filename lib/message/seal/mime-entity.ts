import { randomBytes } from 'node:crypto';
import { encodeBase64 } from '../compose/base64.js';
import type { SealContent } from './mail-seal.js';
import { fieldName } from './seal-content.js';
import { bytesOf, sevenBit } from './seven-bit.js';

/** A mail whose content is to be wrapped: signed or encrypted as a whole. */
export interface OpenMail {
  /** The fields of the message, which stay outside. */
  readonly fields: readonly string[];
  /** Its content with the fields that describe it, in a form that no server has a reason to change. */
  readonly entity: Buffer;
}

/** A part of what is wrapped around a mail. */
export interface WrapperPart {
  /** Without line ends. */
  readonly fields: readonly string[];
  readonly body: Buffer;
}

const CRLF = Buffer.from('\r\n');

/** Takes a mail apart into what stays outside and what is wrapped. */
export function openMail({ fields, body }: SealContent): OpenMail {
  const isOfContent = (field: string): boolean => fieldName(field).startsWith('content-');
  return {
    fields: fields.filter((field) => !isOfContent(field) && fieldName(field) !== 'mime-version'),
    entity: bytesOf(sevenBit({ fields: fields.filter(isOfContent), body: Buffer.concat(body) })),
  };
}

/** A mail with the fields of the one that was opened around something else. */
export function closedMail({ fields }: Pick<OpenMail, 'fields'>, content: WrapperPart): SealContent {
  const own = ['MIME-Version: 1.0', ...content.fields].map((field) => `${field}\r\n`);
  return { fields: [...fields, ...own], body: [content.body] };
}

/**
 * A multipart of parts as they are.
 * @param type the content type without its boundary: `multipart/signed; micalg=sha-256; …`
 */
export function multipart(type: string, parts: readonly Buffer[]): WrapperPart {
  const boundary = `=_${randomBytes(18).toString('hex')}`;
  const pieces = parts.flatMap((part) => [Buffer.from(`--${boundary}\r\n`), part, CRLF]);
  return {
    fields: [`Content-Type: ${type};\r\n boundary="${boundary}"`],
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

/** The bytes of a part. */
export function partBytes({ fields, body }: WrapperPart): Buffer {
  return Buffer.concat([Buffer.from(`${fields.join('\r\n')}\r\n\r\n`), body]);
}

/** Bytes as base64, in a file that mail programs show by its name when they cannot read it. */
export function base64Part(type: string, filename: string, bytes: Buffer): WrapperPart {
  return {
    fields: [
      `Content-Type: ${type};\r\n name="${filename}"`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename="${filename}"`,
    ],
    body: Buffer.concat([encodeBase64(bytes), CRLF]),
  };
}
