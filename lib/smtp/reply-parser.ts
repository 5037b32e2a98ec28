import { SmtpProtocolError } from './smtp-errors.js';

/** Far more than any server says; stops a peer that never ends a reply. */
const MAX_REPLY_LENGTH = 64 * 1024;
const REPLY_LINE = /^([2-5]\d\d)(?:([ -])(.*))?$/s;

/** Called once for each complete reply, in order; the text is latin1 with its lines joined by a blank. */
export type ReplyListener = (code: number, text: string) => void;

/** Cuts what the server writes into replies (RFC 5321 section 4.2), however it is split into packets. */
export class ReplyParser {
  readonly #onReply: ReplyListener;
  #rest = '';
  #text = '';
  #inReply = false;

  constructor(onReply: ReplyListener) {
    this.#onReply = onReply;
  }

  /** `true` when the server has begun a line or a reply that it has not ended. */
  get isPartial(): boolean {
    return this.#inReply || this.#rest !== '';
  }

  /** Throws SmtpProtocolError for anything that is not a reply. */
  push(chunk: Buffer): void {
    const data = this.#rest + chunk.toString('latin1');
    let start = 0;
    for (let end = data.indexOf('\n'); end !== -1; end = data.indexOf('\n', start)) {
      this.#line(data.slice(start, data[end - 1] === '\r' ? end - 1 : end));
      start = end + 1;
    }
    this.#rest = data.slice(start);
    if (this.#rest.length + this.#text.length > MAX_REPLY_LENGTH) {
      throw new SmtpProtocolError('The mail server began a reply that does not end');
    }
  }

  #line(line: string): void {
    const match = REPLY_LINE.exec(line);
    if (match === null) {
      throw new SmtpProtocolError(
        `The mail server wrote what is no SMTP reply: ${JSON.stringify(line.slice(0, 100))}`,
      );
    }
    const text = match[3] ?? '';
    this.#text = this.#inReply ? `${this.#text} ${text}` : text;
    this.#inReply = match[2] === '-';
    if (this.#inReply) return;
    const whole = this.#text;
    this.#text = '';
    this.#onReply(Number(match[1]), whole);
  }
}
