import type { Socket } from 'node:net';
import { type TlsOptions, createServer } from 'node:tls';

const nothing = Buffer.alloc(0);

/** The server's end of one connection, read piece by piece: a line, a number of bytes, a message. */
export class Wire {
  /** How many packets have come in: commands with the same number were sent in one go. */
  packets = 0;
  tls = false;
  /** What broke the line, if it did not end in order. */
  error: Error | undefined;
  readonly closed: Promise<void>;

  readonly #raw: Socket;
  #socket: Socket;
  #unread: Buffer = nothing;
  #ended = false;
  #wake = (): void => {};

  constructor(raw: Socket) {
    this.#raw = raw;
    this.#socket = raw;
    raw.setNoDelay(true);
    this.closed = new Promise((resolve) => {
      raw.once('close', () => {
        this.#end();
        resolve();
      });
    });
    raw.on('error', (error) => (this.error ??= error));
  }

  /** Starts reading; before that the connection can still be secured from its first byte. */
  listen(): void {
    this.#socket.on('data', (chunk: Buffer) => {
      this.packets += 1;
      this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
      this.#wake();
    });
    this.#socket.once('end', () => this.#end());
  }

  /** Turns TLS on and listens, forgetting what was sent too early; false when the client would not have it. */
  async secure(options: TlsOptions): Promise<boolean> {
    this.#raw.removeAllListeners('data');
    this.#unread = nothing;
    const server = createServer(options);
    this.tls = await new Promise<boolean>((resolve) => {
      server.once('secureConnection', (socket: Socket) => {
        this.#socket = socket;
        socket.on('error', (error) => (this.error ??= error));
        this.listen();
        resolve(true);
      });
      server.once('tlsClientError', (error) => {
        this.error ??= error;
        resolve(false);
      });
      server.emit('connection', this.#raw);
    });
    return this.tls;
  }

  /** The next line without its end, or undefined when the client is gone. */
  line(): Promise<string | undefined> {
    return this.#next(() => {
      const end = this.#unread.indexOf('\n');
      return end === -1
        ? undefined
        : this.#take(end + 1)
            .toString('utf8')
            .replace(/\r?\n$/, '');
    });
  }

  bytes(count: number): Promise<Buffer | undefined> {
    return this.#next(() => (this.#unread.length < count ? undefined : this.#take(count)));
  }

  /** Up to the line with the single dot, which is left out, or undefined when the client is gone or `goOn` says no. */
  message(goOn: (bytes: number) => Promise<boolean>): Promise<Buffer | undefined> {
    let searched = 0;
    return this.#next(() => {
      if (this.#unread.subarray(0, 3).toString('latin1') === '.\r\n') return this.#take(3).subarray(0, 0);
      const end = this.#unread.indexOf('\r\n.\r\n', searched);
      searched = Math.max(0, this.#unread.length - 4);
      return end === -1 ? undefined : this.#take(end + 5).subarray(0, end + 2);
    }, goOn);
  }

  write(bytes: string | Buffer): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** Says good-bye in order. */
  hangUp(): void {
    this.#end();
    this.#socket.end();
  }

  /** Closes without a word. */
  drop(): void {
    this.#end();
    this.#raw.destroy();
  }

  /** Closes so that the client sees ECONNRESET. */
  reset(): void {
    this.#end();
    this.#raw.resetAndDestroy();
  }

  #take(count: number): Buffer {
    const taken = this.#unread.subarray(0, count);
    this.#unread = this.#unread.subarray(count);
    return taken;
  }

  #end(): void {
    this.#ended = true;
    this.#wake();
  }

  async #next<T>(take: () => T | undefined, goOn = async (_bytes: number) => true): Promise<T | undefined> {
    for (;;) {
      const taken = take();
      if (taken !== undefined || this.#ended) return taken;
      const seen = this.packets;
      if (!(await goOn(this.#unread.length))) return undefined;
      // More may have come in while `goOn` was thinking.
      if (seen === this.packets && !this.#ended) await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
