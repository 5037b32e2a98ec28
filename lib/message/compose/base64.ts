const LINE_LENGTH = 76;
const BYTES_PER_LINE = 57;
const LINES_PER_BLOCK = 1024;

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

/** Encodes bytes as base64 in lines of 76 characters (RFC 2045 section 6.8), without a line break at the end. */
export function encodeBase64(source: Buffer): Buffer {
  const lines = Math.ceil(source.length / BYTES_PER_LINE);
  if (lines <= 1) return Buffer.from(source.toString('base64'), 'latin1');
  const out = Buffer.allocUnsafe(Math.ceil(source.length / 3) * 4 + (lines - 1) * 2);
  let at = 0;
  // In blocks, so that a big attachment is not held as one long string as well.
  for (let from = 0; from < source.length; from += BYTES_PER_LINE * LINES_PER_BLOCK) {
    const block = Buffer.from(
      source.toString('base64', from, from + BYTES_PER_LINE * LINES_PER_BLOCK),
      'latin1',
    );
    for (let line = 0; line < block.length; line += LINE_LENGTH) {
      if (at > 0) {
        out[at++] = 0x0d;
        out[at++] = 0x0a;
      }
      at += block.copy(out, at, line, line + LINE_LENGTH);
    }
  }
  return out;
}
