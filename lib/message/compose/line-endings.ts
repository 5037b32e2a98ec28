const LF = 0x0a;
const CR = 0x0d;

/**
 * Turns every bare CR and bare LF into CRLF, the only line end that may go over SMTP (RFC 5321 section 2.3.8);
 * anything else lets a server see an end of mail that is none.
 */
export function toCrlf(bytes: Buffer): Buffer {
  const bare = countBare(bytes);
  if (bare === 0) return bytes;
  const out = Buffer.allocUnsafe(bytes.length + bare);
  let at = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte !== LF && byte !== CR) {
      out[at++] = byte;
    } else {
      out[at++] = CR;
      out[at++] = LF;
      if (byte === CR && bytes[i + 1] === LF) i++;
    }
  }
  return out;
}

function countBare(bytes: Buffer): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte > CR) continue;
    if (byte === LF) count++;
    else if (byte === CR) {
      if (bytes[i + 1] === LF) i++;
      else count++;
    }
  }
  return count;
}
