import type { MailSeal } from '../../index.js';

/** A header field as it is written. */
interface RawField {
  /** In small letters. */
  readonly name: string;
  /** Folded, with its line breaks; one character is one byte (latin1). */
  readonly lines: string;
}

const FIELD = /^(?<name>[!-9;-~]+)[ \t]*:/u;
const BETWEEN_FIELDS = /(?<=\r\n)(?![ \t])/u;
const HEADER_END = '\r\n\r\n';
/** What a mail server is not told (RFC 5322 section 3.6.3), and what another program counted. */
const KEPT_BACK = ['bcc', 'content-length'];

/** The bytes of a mail that was composed elsewhere: header fields that nobody changes, and the content, go out as they are. */
export class RawMail {
  #fields: readonly RawField[];
  #body: Buffer | undefined;
  readonly #changed = new Set<string>();

  /** @throws Error when there is no header field */
  constructor(bytes: Uint8Array) {
    const text = Buffer.from(bytes)
      .toString('latin1')
      .replaceAll(/\r\n|\r|\n/gu, '\r\n');
    const end = text.indexOf(HEADER_END);
    const [header, body] =
      end === -1 ? [text, ''] : [text.slice(0, end + 2), text.slice(end + HEADER_END.length)];
    this.#fields = header.split(BETWEEN_FIELDS).flatMap(fieldOf);
    if (this.#fields.length === 0) throw new Error('It has no header fields.');
    this.#body = Buffer.from(body === '' || body.endsWith('\r\n') ? body : `${body}\r\n`, 'latin1');
  }

  /** Whether the content is still the one that was read. */
  get hasContent(): boolean {
    return this.#body !== undefined;
  }

  /** What the fields of a name say, unfolded. */
  get(name: string): string[] {
    return this.#fields
      .filter((field) => field.name === name.toLowerCase())
      .map(({ lines }) =>
        lines
          .slice(lines.indexOf(':') + 1)
          .replaceAll('\r\n', '')
          .trim(),
      );
  }

  /** From now on the fields of a name are those of the message. */
  replace(name: string): void {
    this.#fields = this.#fields.filter((field) => field.name !== name.toLowerCase());
    this.add(name);
  }

  /** From now on the message has more fields of a name. */
  add(name: string): void {
    this.#changed.add(name.toLowerCase());
  }

  /** From now on the content is that of the message. */
  replaceContent(): void {
    this.#body = undefined;
    this.#fields = this.#fields.filter(({ name }) => !isOfContent(name));
  }

  /** Puts these bytes in the place of what was composed, of which only fields that they lack are taken. */
  readonly seal: MailSeal = {
    // Whoever encrypts all mails encrypts this one, too.
    comesFirst: true,
    seal: ({ fields, body }) => {
      const own = this.#fields.filter(({ name }) => !KEPT_BACK.includes(name));
      const composed = fields.flatMap(fieldOf).filter(({ name }) => this.#takes(name));
      return {
        fields: [...own, ...composed].map(({ lines }) => lines),
        body: this.#body === undefined ? body : [this.#body],
      };
    },
  };

  #takes(name: string): boolean {
    if (this.#changed.has(name)) return true;
    if (this.#body !== undefined && name.startsWith('content-')) return false;
    return this.#fields.every((field) => field.name !== name);
  }
}

function isOfContent(name: string): boolean {
  return name.startsWith('content-') || name === 'mime-version';
}

/** Nothing for a line that is no field, such as the first one of a mailbox file. */
function fieldOf(lines: string): RawField[] {
  const name = FIELD.exec(lines)?.groups?.['name'];
  return name === undefined ? [] : [{ name: name.toLowerCase(), lines }];
}
