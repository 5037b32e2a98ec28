import type { SealContent } from './mail-seal.js';

const LINE = Buffer.from('\r\n');
const BLANK_LINE = Buffer.from('\r\n\r\n');
const BETWEEN_FIELDS = /(?<=\r\n)(?![ \t])/u;

/** Takes the bytes of a mail apart; line breaks are CRLF already. */
export function sealContent(pieces: readonly Buffer[]): SealContent {
  const [first = LINE, ...others] = pieces;
  const end = first.indexOf(BLANK_LINE);
  if (end === -1 && others.length > 0) return sealContent([Buffer.concat(pieces)]);
  if (end === -1) return { fields: fieldsOf(first), body: [] };
  return {
    fields: fieldsOf(first.subarray(0, end + LINE.length)),
    body: [first.subarray(end + BLANK_LINE.length), ...others],
  };
}

/** The bytes of a mail. */
export function mailBytes({ fields, body }: SealContent): Buffer[] {
  return [Buffer.from(`${fields.join('')}\r\n`, 'latin1'), ...body];
}

/** The name of a header field in lower case. */
export function fieldName(field: string): string {
  return field.slice(0, field.indexOf(':')).trim().toLowerCase();
}

function fieldsOf(header: Buffer): string[] {
  return header.toString('latin1').split(BETWEEN_FIELDS);
}
