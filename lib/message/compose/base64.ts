const LINE_LENGTH = 76;
const BYTES_PER_LINE = 57;
/** Bytes that are encoded in one go, whole lines. */
export const BASE64_BLOCK = 1024 * BYTES_PER_LINE;

const encoded = new WeakMap<Buffer, Buffer>();

/**
 * The base64 form of an attachment, made once for as long as the same Buffer is sent. The Buffer must not be changed
 * after its first mail: later mails would still carry the first content.
 */
export function encodeBase64Once(source: Buffer): Buffer {
  let result = encoded.get(source);
  if (result === undefined) encoded.set(source, (result = encodeBase64(source)));
  return result;
}

/** Bytes of the base64 form of so many bytes. */
export function base64Length(bytes: number): number {
  const lines = Math.ceil(bytes / BYTES_PER_LINE);
  return Math.ceil(bytes / 3) * 4 + Math.max(0, lines - 1) * 2;
}

/**
 * Encodes bytes as base64 in lines of 76 characters (RFC 2045 section 6.8), without a line break at the end; with one
 * at the beginning when they follow other lines.
 */
export function encodeBase64(source: Buffer, followsLines = false): Buffer {
  const out = Buffer.allocUnsafe(base64Length(source.length) + (followsLines ? 2 : 0));
  let at = 0;
  // In blocks, so that a big attachment is not held as one long string as well.
  for (let from = 0; from < source.length; from += BASE64_BLOCK) {
    const block = source.toString('base64', from, from + BASE64_BLOCK);
    const breaks = Math.ceil(block.length / LINE_LENGTH) - (at > 0 || followsLines ? 0 : 1);
    // Behind the room for the line breaks, so that each line moves forward to its place.
    const end = at + 2 * breaks + out.write(block, at + 2 * breaks, 'latin1');
    for (let line = at + 2 * breaks; line < end; line += LINE_LENGTH) {
      if (at > 0 || followsLines) {
        out[at++] = 0x0d;
        out[at++] = 0x0a;
      }
      out.copyWithin(at, line, Math.min(line + LINE_LENGTH, end));
      at += Math.min(LINE_LENGTH, end - line);
    }
  }
  return out;
}

/** The bytes that fill whole lines of base64. */
export function wholeLines(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length - (bytes.length % BYTES_PER_LINE));
}
