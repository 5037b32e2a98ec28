import type { Socket } from 'node:net';
import type { MailSink } from './mail-sink.js';

/** Bytes of the largest mail, as large as those that big providers take. */
const LARGEST = 25 * 1024 * 1024;
const EXTENSIONS = [
  'mail-catcher.test',
  'PIPELINING',
  '8BITMIME',
  'SMTPUTF8',
  `SIZE ${LARGEST}`,
  'AUTH PLAIN LOGIN',
];
const CRLF = Buffer.from('\r\n');
const DOT = 0x2e;

/** One conversation of an SMTP server that takes all mail, and any account. */
export class SmtpDialogue {
  readonly #lines: AsyncGenerator<Buffer, void, undefined>;
  #from: string | undefined;
  #to: string[] = [];

  constructor(
    private readonly socket: Socket,
    private readonly sink: MailSink,
  ) {
    this.#lines = linesOf(socket);
  }

  /** Ends when the client does; rejects when the line breaks. */
  async run(): Promise<void> {
    this.#say('220 mail-catcher.test ESMTP');
    for (let line = await this.#read(); line !== undefined; line = await this.#read()) {
      await this.#answer(line);
      if (/^QUIT$/iu.test(line)) return;
    }
  }

  async #answer(line: string): Promise<void> {
    const [verb = ''] = line.toUpperCase().split(' ');
    const address = /<(?<address>[^>]*)>/u.exec(line)?.groups?.['address'] ?? '';
    if (verb === 'EHLO')
      this.#say(EXTENSIONS.map((one, at) => `250${at < EXTENSIONS.length - 1 ? '-' : ' '}${one}`));
    else if (verb === 'AUTH') await this.#signIn(line);
    else if (verb === 'MAIL') this.#begin(address);
    else if (verb === 'RCPT') this.#addRecipient(address);
    else if (verb === 'DATA') await this.#takeMail();
    else if (verb === 'RSET') this.#reset();
    else if (verb === 'QUIT') this.socket.end('221 2.0.0 Bye\r\n');
    else if (verb === 'POST')
      throw new Error('A web page must not write mails by a browser that speaks HTTP here.');
    else this.#say(/^(?:HELO|NOOP)$/u.test(verb) ? '250 2.0.0 Ok' : '502 5.5.2 Not known here');
  }

  /** Whoever it is (RFC 4954): PLAIN says all at once, LOGIN is asked twice. */
  async #signIn(line: string): Promise<void> {
    const [, mechanism = '', initial] = line.toUpperCase().split(' ');
    const questions = mechanism === 'LOGIN' ? ['334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6'] : ['334 '];
    for (const question of initial === undefined ? questions : questions.slice(1)) {
      this.#say(question);
      await this.#read();
    }
    this.#say('235 2.7.0 Welcome');
  }

  #begin(from: string): void {
    this.#reset();
    this.#from = from;
  }

  #reset(): void {
    this.#from = undefined;
    this.#to = [];
    this.#say('250 2.0.0 Ok');
  }

  #addRecipient(address: string): void {
    const refusal = this.sink.refusalOf?.(address, this.#to);
    if (refusal === undefined) this.#to.push(address);
    this.#say(refusal ?? '250 2.1.5 Ok');
  }

  async #takeMail(): Promise<void> {
    const envelope = { from: this.#from ?? '', to: this.#to };
    if (envelope.to.length === 0) {
      this.#say('503 5.5.1 No recipients');
      return;
    }
    this.#say('354 Go on');
    const raw = await this.#readMail();
    const refusal =
      raw === undefined ? '552 5.3.4 Larger than 25 MB' : await this.sink.receive(raw, envelope);
    this.#say(refusal ?? '250 2.0.0 Ok: in the mailbox');
    [this.#from, this.#to] = [undefined, []];
  }

  /**
   * Up to the line that is a dot; a dot before a line that begins with one is taken off (RFC 5321 section 4.5.2).
   * @returns `undefined` when it was too large
   */
  async #readMail(): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    let size = 0;
    for (;;) {
      const { value: line } = await this.#lines.next();
      if (line === undefined) throw new Error('The line broke inside a mail.');
      if (line.length === 1 && line[0] === DOT) return size > LARGEST ? undefined : Buffer.concat(parts);
      size += line.length + CRLF.length;
      if (size > LARGEST) parts.length = 0;
      else parts.push(line[0] === DOT ? line.subarray(1) : line, CRLF);
    }
  }

  async #read(): Promise<string | undefined> {
    const { value } = await this.#lines.next();
    return value?.toString();
  }

  #say(lines: string | readonly string[]): void {
    this.socket.write(
      [lines]
        .flat()
        .map((line) => `${line}\r\n`)
        .join(''),
    );
  }
}

/** The lines of a connection, without their ends. */
async function* linesOf(socket: Socket): AsyncGenerator<Buffer, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = all.indexOf(CRLF); end !== -1; end = all.indexOf(CRLF, start)) {
      yield all.subarray(start, end);
      start = end + CRLF.length;
    }
    rest = all.subarray(start);
    if (rest.length > LARGEST) throw new Error('A line without an end.');
  }
}
