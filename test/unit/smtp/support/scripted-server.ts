import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';

/** What happens instead of the usual reply: another reply, or the end of the line. */
export type Reaction = 'close' | 'reset' | 'silence' | `${number} ${string}` | undefined;

/** What the client has just done. `mail` counts the MAIL commands of all connections, from 1. */
export interface Moment {
  readonly stage: string;
  readonly line: string;
  readonly mail: number;
  readonly connection: number;
}

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly content: string;
  /** What the server answered, or was about to answer. */
  readonly code: number;
  readonly parameters: string;
  readonly connection: number;
}

export interface ScriptedServerOptions {
  readonly extensions?: readonly string[];
  readonly react?: (moment: Moment) => Reaction;
  /** Key and certificate: TLS from the start, or at STARTTLS when `STARTTLS` is among the extensions. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly implicitTls?: boolean;
}

/** A mail server in miniature that keeps to the rules of Postfix (nested MAIL, failed BDAT) and can misbehave anywhere. */
export class ScriptedServer implements AsyncDisposable {
  /** Mails whose whole content arrived, whether or not the server could say so. */
  readonly mails: ReceivedMail[] = [];
  readonly lines: string[] = [];
  connections = 0;
  mailCommands = 0;
  readonly sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(readonly options: ScriptedServerOptions) {
    const onConnection = (socket: Socket): void => {
      this.connections += 1;
      new Conversation(this, socket, this.connections).start();
    };
    this.#server =
      options.implicitTls === true && options.tls !== undefined
        ? createTlsServer(options.tls, onConnection)
        : createServer(onConnection);
    this.#server.on('connection', (socket) => {
      this.sockets.add(socket.setNoDelay());
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => undefined);
    });
  }

  static async start(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
    const server = new ScriptedServer(options);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The server does not listen');
    return address.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

class Conversation {
  #buffer = Buffer.alloc(0);
  #state: 'command' | 'data' | 'bdat' | 'challenge' | 'deaf' = 'command';
  #envelope: { from: string; parameters: string; to: string[] } | undefined;
  #chunk = { left: 0, last: false };
  #body = '';
  #half = false;
  #mail = 0;

  constructor(
    private readonly server: ScriptedServer,
    private socket: Socket,
    private readonly connection: number,
  ) {}

  start(): void {
    this.#attach();
    this.#answer('greeting', '', '220 scripted ESMTP');
  }

  #attach(): void {
    this.socket.on('data', (chunk) => this.#onData(chunk));
    this.socket.on('error', () => undefined);
  }

  /** `true` when the usual reply was given. */
  #answer(stage: string, line: string, usual: string): boolean {
    const moment = { stage, line, mail: this.#mail, connection: this.connection };
    const reaction = this.server.options.react?.(moment) ?? usual;
    if (reaction === 'close') this.socket.end();
    else if (reaction === 'reset') this.#reset();
    else if (reaction !== 'silence') this.socket.write(`${reaction}\r\n`);
    if (/^(close|reset|silence)$|^421/.test(reaction)) this.#state = 'deaf';
    if (reaction.startsWith('421')) this.socket.end();
    return reaction === usual;
  }

  #reset(): void {
    if (this.socket instanceof TLSSocket) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  #onData(chunk: Buffer): void {
    if (this.#state === 'deaf') return;
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    while (this.#step());
  }

  #step(): boolean {
    if (this.#state === 'deaf') return false;
    if (this.#state === 'data') return this.#data();
    if (this.#state === 'bdat') return this.#bdat();
    const end = this.#buffer.indexOf('\r\n');
    if (end === -1) return false;
    const line = this.#buffer.toString('utf8', 0, end);
    this.#buffer = this.#buffer.subarray(end + 2);
    this.server.lines.push(line);
    this.#command(line);
    return true;
  }

  #command(line: string): void {
    const verb = this.#state === 'challenge' ? 'AUTH' : line.split(/[ :]/, 1)[0]!.toUpperCase();
    const argument = /<(.*)>(.*)$/.exec(line);
    switch (verb) {
      case 'EHLO':
        return void this.#answer(verb, line, ehlo(this.server.options.extensions ?? []));
      case 'STARTTLS':
        if (!this.server.options.extensions?.includes('STARTTLS')) {
          return void this.#answer(verb, line, '502 5.5.1 not here');
        }
        if (this.#answer(verb, line, '220 2.0.0 go ahead')) this.#upgrade();
        return;
      case 'AUTH':
        this.#state = 'command';
        if (/^AUTH (LOGIN|CRAM-MD5)$/.test(line)) {
          if (this.#answer(verb, line, '334 PDEyM0BzY3JpcHRlZD4=')) this.#state = 'challenge';
        } else if (this.#isUserName(line)) {
          if (this.#answer(verb, line, '334 UGFzc3dvcmQ6')) this.#state = 'challenge';
        } else this.#answer(verb, line, '235 2.7.0 welcome');
        return;
      case 'MAIL':
        this.#mail = this.server.mailCommands += 1;
        if (this.#envelope !== undefined)
          return void this.#answer(verb, line, '503 5.5.1 nested MAIL command');
        if (this.#answer(verb, line, '250 2.1.0 Ok')) {
          this.#envelope = { from: argument?.[1] ?? '', parameters: argument?.[2] ?? '', to: [] };
        }
        return;
      case 'RCPT': {
        const address = argument?.[1] ?? '';
        const usual =
          this.#envelope === undefined
            ? '503 5.5.1 need MAIL command'
            : address.startsWith('reject')
              ? '550 5.1.1 no such user'
              : address.startsWith('defer')
                ? '451 4.2.0 try later'
                : '250 2.1.5 Ok';
        if (this.#answer(verb, line, usual) && usual.startsWith('250')) this.#envelope?.to.push(address);
        return;
      }
      case 'DATA':
        if (!this.#envelope?.to.length) return void this.#answer(verb, line, '554 5.5.1 no valid recipients');
        if (this.#answer(verb, line, '354 go')) this.#state = 'data';
        this.#body = '';
        return;
      case 'BDAT':
        this.#chunk = { left: Number(line.split(' ')[1]), last: / LAST$/i.test(line) };
        this.#state = 'bdat';
        return;
      case 'QUIT':
        this.#answer(verb, line, '221 2.0.0 bye');
        this.socket.end();
        return;
      case 'RSET':
        if (this.#answer(verb, line, '250 2.0.0 Ok')) this.#envelope = undefined;
        return;
      default:
        this.#answer(verb, line, '500 5.5.2 what?');
    }
  }

  /** The first answer of AUTH LOGIN comes as it is; that of CRAM-MD5 holds a blank and ends the exchange. */
  #isUserName(line: string): boolean {
    const text = Buffer.from(line, 'base64').toString();
    return !line.startsWith('AUTH') && text.startsWith('user') && !text.includes(' ');
  }

  #data(): boolean {
    if (!this.#half && this.#buffer.length > 0) {
      this.#half = true;
      const reaction = this.server.options.react?.({
        stage: 'half',
        line: '',
        mail: this.#mail,
        connection: this.connection,
      });
      if (reaction !== undefined) return this.#answer('half', '', '') && false;
    }
    const text = this.#buffer.toString('latin1');
    const end = text.startsWith('.\r\n') ? 0 : text.indexOf('\r\n.\r\n') + 2;
    if (end === 1) return false;
    this.#buffer = this.#buffer.subarray(end + 3);
    this.#body = text.slice(0, end).replace(/^\./gm, '');
    this.#state = 'command';
    this.#half = false;
    this.#complete();
    return true;
  }

  #bdat(): boolean {
    const taken = Math.min(this.#buffer.length, this.#chunk.left);
    this.#body += this.#buffer.toString('latin1', 0, taken);
    this.#buffer = this.#buffer.subarray(taken);
    this.#chunk.left -= taken;
    if (this.#chunk.left > 0) return false;
    this.#state = 'command';
    if (!this.#envelope?.to.length) this.#answer('BDAT', '', '503 5.5.1 no valid recipients');
    else if (this.#chunk.last) this.#complete();
    else this.#answer('BDAT', '', '250 2.0.0 chunk ok');
    if (this.#chunk.last) this.#body = '';
    return true;
  }

  #complete(): void {
    const { from, parameters, to } = this.#envelope!;
    const usual = from.startsWith('bad')
      ? '554 5.7.1 content refused'
      : `250 2.0.0 Ok: queued as ${this.#mail}`;
    this.#envelope = undefined;
    const mail = {
      from,
      parameters,
      to,
      content: this.#body,
      code: Number(usual.slice(0, 3)),
      connection: this.connection,
    };
    this.#body = '';
    this.server.mails.push(mail);
    this.#answer('final', '', usual);
  }

  #upgrade(): void {
    this.socket.removeAllListeners('data');
    const secureContext = createSecureContext(this.server.options.tls);
    this.socket = new TLSSocket(this.socket, { isServer: true, secureContext });
    this.#attach();
  }
}

function ehlo(extensions: readonly string[]): string {
  return ['scripted', ...extensions]
    .map((line, index) => `250${index === extensions.length ? ' ' : '-'}${line}`)
    .join('\r\n');
}
