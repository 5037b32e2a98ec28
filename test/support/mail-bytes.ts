import type { MailPiece } from '../../lib/message/compose/mail-piece.js';

/** A composed mail as one piece, read to its end. */
export async function mailBytes(content: readonly MailPiece[]): Promise<Buffer> {
  const read: Buffer[] = [];
  for (const piece of content) {
    if (Buffer.isBuffer(piece)) read.push(piece);
    else for await (const part of piece.read()) read.push(part);
  }
  return Buffer.concat(read);
}

/** A composed mail without large files. */
export function smallMailBytes(content: readonly MailPiece[]): Buffer {
  return Buffer.concat(content.filter((piece) => Buffer.isBuffer(piece)));
}
