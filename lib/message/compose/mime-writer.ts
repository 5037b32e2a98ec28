import { isAscii } from 'node:buffer';
import { headerField } from './header-lines.js';
import { type MailPiece, sizeOf } from './mail-piece.js';
import type { MimePart } from './mime-part.js';
import type { MimeEntity, Multipart } from './mime-tree.js';
import { pieceOfSlab } from './slab.js';

/** Bodies from this size on are handed over as they are instead of being copied into the mail. */
const COPY_LIMIT = 64 * 1024;
const LF = 0x0a;

/** A mail as RFC 5322 wants it: CRLF everywhere, also at the end; dots are not doubled. */
export interface ComposedMail {
  /** The mail in one or more pieces. */
  readonly content: readonly MailPiece[];
  /** Bytes in all pieces; `undefined` when a file is sent whose size is not known. */
  readonly size: number | undefined;
  /** `true` when a body holds bytes above 127, so that the server has to take 8BITMIME (RFC 6152). */
  readonly needs8Bit: boolean;
  /** `true` when a header does, so that the server has to take SMTPUTF8 (RFC 6531). */
  readonly needsSmtpUtf8: boolean;
}

/** Writes a MIME tree, with the fields of the message in its root. */
export class MimeWriter {
  readonly #boundary: string;
  readonly #pieces: (string | MailPiece)[] = [];
  #entities = 0;

  constructor(boundary: string) {
    this.#boundary = boundary;
  }

  /** Writes the tree from its root, which carries the fields of the message: nodemailer puts Content-Type last there. */
  writeRoot(root: MimeEntity, messageFields: string): void {
    const boundary = this.#nextBoundary();
    const fields = 'children' in root ? '' : root.fields;
    const all = 'children' in root || !root.fieldsFirst ? messageFields + fields : fields + messageFields;
    this.#text(`${all}MIME-Version: 1.0\r\n${contentType(root, boundary)}\r\n`);
    this.#writeBody(root, boundary);
  }

  /** The mail. */
  finish(): ComposedMail {
    if (!this.#endsLine) this.#text('\r\n');
    const content = this.#join();
    return {
      content,
      size: sizeOf(content),
      needs8Bit: this.#pieces.some((piece) => Buffer.isBuffer(piece) && !isAscii(piece)),
      needsSmtpUtf8: this.#pieces.some(isNonAscii),
    };
  }

  #write(entity: MimeEntity): void {
    const boundary = this.#nextBoundary();
    this.#text(`${contentType(entity, boundary)}${'children' in entity ? '' : entity.fields}\r\n`);
    this.#writeBody(entity, boundary);
  }

  #writeBody(entity: MimeEntity, boundary: string): void {
    if ('children' in entity) this.#writeChildren(entity, boundary);
    else if (typeof entity.body === 'string') this.#text(entity.body);
    else this.#pieces.push(entity.body);
  }

  #writeChildren({ children }: Multipart, boundary: string): void {
    let delimiter = `--${boundary}`;
    for (const child of children) {
      this.#text(`${delimiter}\r\n`);
      this.#write(child);
      delimiter = `\r\n--${boundary}`;
    }
    this.#text(`${delimiter}--\r\n`);
  }

  /** Joined to the text before it: few long strings are written faster than many short ones. */
  #text(text: string): void {
    const last = this.#pieces.at(-1);
    if (typeof last === 'string') this.#pieces[this.#pieces.length - 1] = last + text;
    else this.#pieces.push(text);
  }

  /** nodemailer numbers all entities, also those without a boundary. */
  #nextBoundary(): string {
    this.#entities += 1;
    return `--_NmP-${this.#boundary}-Part_${this.#entities}`;
  }

  get #endsLine(): boolean {
    const last = this.#pieces.at(-1) ?? '';
    if (typeof last === 'string') return last.endsWith('\n');
    return Buffer.isBuffer(last) && (last.length === 0 || last.at(-1) === LF);
  }

  #join(): MailPiece[] {
    const joined: MailPiece[] = [];
    let run: (string | Buffer)[] = [];
    for (const piece of this.#pieces) {
      if (isCopied(piece)) {
        run.push(piece);
      } else {
        joined.push(concat(run), piece);
        run = [];
      }
    }
    if (run.length > 0) joined.push(concat(run));
    return joined;
  }
}

function contentType(entity: MimePart | Multipart, boundary: string): string {
  if (!('children' in entity)) return headerField('Content-Type', entity.contentType);
  const type = entity.subtype === 'related' ? 'related; type="text/html"' : entity.subtype;
  return headerField('Content-Type', `multipart/${type}; boundary="${boundary}"`);
}

function isCopied(piece: string | MailPiece): piece is string | Buffer {
  return typeof piece === 'string' || (Buffer.isBuffer(piece) && piece.length < COPY_LIMIT);
}

/** A text of many kilobytes: counting its bytes is ten times as fast as looking for one with a pattern. */
function isNonAscii(piece: string | MailPiece): boolean {
  return typeof piece === 'string' && Buffer.byteLength(piece) !== piece.length;
}

function concat(pieces: readonly (string | Buffer)[]): Buffer {
  const size = pieces.reduce(
    (total, piece) => total + (typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length),
    0,
  );
  const out = pieceOfSlab(size);
  let at = 0;
  for (const piece of pieces) {
    at += typeof piece === 'string' ? out.write(piece, at) : piece.copy(out, at);
  }
  return out;
}
