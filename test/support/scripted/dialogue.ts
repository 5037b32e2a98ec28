import type { TlsOptions } from 'node:tls';
import { Replies } from './replies.js';
import type { Answer, Moment } from './script.js';
import type { Command, ReceivedMail, Session, SignIn } from './session.js';
import { type Users, mechanisms } from './sign-in.js';
import type { Wire } from './wire.js';

/** How the server of a dialogue is set up. */
export interface Setting {
  readonly greeting: string;
  readonly extensions: readonly string[];
  readonly starttls: boolean;
  readonly tlsOptions: TlsOptions;
  readonly users: Users | undefined;
  readonly auth: readonly string[];
  readonly perform: (moment: Moment) => Promise<Answer>;
}

interface Envelope {
  readonly from: string;
  readonly parameters: string;
  readonly to: string[];
  readonly recipientParameters: string[];
  readonly chunks: Buffer[];
}

const plain = {
  HELO: '250 mail.example.test',
  RSET: '250 2.0.0 Ok',
  NOOP: '250 2.0.0 Ok',
  VRFY: '252 2.0.0 Cannot verify',
  QUIT: '221 2.0.0 Bye',
} as const;

/** One connection: speaks SMTP as a healthy server would, unless the script says otherwise, and records it all. */
export class Dialogue implements Session {
  readonly commands: Command[] = [];
  readonly signIns: SignIn[] = [];
  readonly mails: ReceivedMail[] = [];
  open = true;

  readonly #wire: Wire;
  readonly #setting: Setting;
  readonly #replies: Replies;
  #greeted = false;
  #signedIn = false;
  #envelope: Envelope | undefined;

  constructor(
    readonly number: number,
    wire: Wire,
    setting: Setting,
  ) {
    this.#wire = wire;
    this.#setting = setting;
    this.#replies = new Replies(wire, this, setting.perform);
    void wire.closed.then(() => (this.open = false));
  }

  get tls(): boolean {
    return this.#wire.tls;
  }

  get error(): Error | undefined {
    return this.#wire.error;
  }

  async run(): Promise<void> {
    await this.#replies.give('GREETING', this.#setting.greeting);
    while (!this.#replies.over) {
      const line = await this.#wire.line();
      if (line === undefined) return;
      const verb = /^\w*/.exec(line)?.[0].toUpperCase() ?? '';
      this.commands.push({ verb, line, tls: this.tls, packet: this.#wire.packets });
      await this.#obey(verb, line);
    }
  }

  async #obey(verb: string, line: string): Promise<void> {
    if (verb === 'EHLO') return this.#ehlo(line);
    if (verb === 'STARTTLS') return this.#starttls(line);
    if (verb === 'AUTH') return this.#auth(line);
    if (verb === 'MAIL') return this.#mail(line);
    if (verb === 'RCPT') return this.#rcpt(line);
    if (verb === 'DATA') return this.#data(line);
    if (verb === 'BDAT') return this.#bdat(line);
    if (!isPlain(verb)) return this.#replies.say('500 5.5.2 Command not recognized');

    await this.#replies.give(verb, plain[verb], { line });
    if (verb === 'HELO') this.#greeted = true;
    if (verb === 'HELO' || verb === 'RSET') this.#envelope = undefined;
    if (verb === 'QUIT') this.#replies.hangUp();
  }

  async #ehlo(line: string): Promise<void> {
    const { extensions, starttls, users, auth } = this.#setting;
    const offers = ['mail.example.test', ...extensions];
    if (starttls && !this.tls) offers.push('STARTTLS');
    if (users !== undefined && (this.tls || !starttls)) offers.push(`AUTH ${auth.join(' ')}`);
    const last = offers.length - 1;
    const usual = offers.map((offer, index) => `250${index === last ? ' ' : '-'}${offer}`).join('\n');
    const reply = await this.#replies.give('EHLO', usual, { line });
    this.#greeted = reply.startsWith('2');
    this.#envelope = undefined;
  }

  async #starttls(line: string): Promise<void> {
    const offered = this.#setting.starttls && !this.tls;
    const usual = offered ? '220 2.0.0 Ready' : '502 5.5.1 Not offered';
    const reply = await this.#replies.give('STARTTLS', usual, { line });
    if (!reply.startsWith('220')) return;
    // The client has to start again from EHLO (RFC 3207, section 4.2).
    this.#greeted = false;
    await this.#wire.secure(this.#setting.tlsOptions);
  }

  async #auth(line: string): Promise<void> {
    const { users = {} } = this.#setting;
    const [, name = '', first] = line.split(' ');
    const mechanism = name.toUpperCase();
    const speak = this.#offersAuth() ? mechanisms[mechanism] : undefined;
    if (speak === undefined) {
      await this.#replies.give('AUTH', '504 5.5.4 Mechanism not offered', { line });
      return;
    }
    const claim = await speak(first === undefined ? undefined : decoded(first), this.#ask, users);
    if (claim === undefined) return this.#replies.say('501 5.7.0 Cancelled');
    const signIn = { mechanism, ...claim, tls: this.tls };
    this.signIns.push(signIn);
    const usual = claim.accepted ? '235 2.7.0 Welcome' : '535 5.7.8 Authentication credentials invalid';
    const reply = await this.#replies.give('AUTH', usual, { line, signIn });
    this.#signedIn = reply.startsWith('235');
  }

  #offersAuth(): boolean {
    const { users, extensions } = this.#setting;
    return users !== undefined || extensions.some((extension) => extension.startsWith('AUTH '));
  }

  readonly #ask = async (challenge: string): Promise<string | undefined> => {
    this.#replies.say(`334 ${Buffer.from(challenge).toString('base64')}`);
    const line = await this.#wire.line();
    return line === undefined || line === '*' ? undefined : decoded(line);
  };

  async #mail(line: string): Promise<void> {
    const { address, parameters } = path(line);
    const usual = this.#refusal() ?? '250 2.1.0 Ok';
    const reply = await this.#replies.give('MAIL', usual, { line, address });
    if (!reply.startsWith('2')) return;
    this.#envelope = { from: address, parameters, to: [], recipientParameters: [], chunks: [] };
  }

  #refusal(): string | undefined {
    if (!this.#greeted) return '503 5.5.1 EHLO first';
    if (this.#envelope !== undefined) return '503 5.5.1 Nested MAIL command';
    if (this.#setting.users !== undefined && !this.#signedIn) return '530 5.7.0 Authentication required';
    return undefined;
  }

  async #rcpt(line: string): Promise<void> {
    const { address, parameters } = path(line);
    const usual = this.#envelope === undefined ? '503 5.5.1 MAIL first' : '250 2.1.5 Ok';
    const reply = await this.#replies.give('RCPT', usual, { line, address });
    if (!reply.startsWith('2')) return;
    this.#envelope?.to.push(address);
    this.#envelope?.recipientParameters.push(parameters);
  }

  async #data(line: string): Promise<void> {
    const usual = this.#noRecipient() ?? '354 End data with <CR><LF>.<CR><LF>';
    const reply = await this.#replies.give('DATA', usual, { line });
    if (!reply.startsWith('354')) return;
    const stuffed = await this.#wire.message(async (bytes) => {
      await this.#replies.give('CONTENT', '', { bytes });
      return !this.#replies.over;
    });
    if (stuffed === undefined) return;
    const unstuffed = stuffed.toString('latin1').replaceAll(/(^|\r\n)\./g, '$1');
    await this.#deliver(Buffer.from(unstuffed, 'latin1'), false);
  }

  async #bdat(line: string): Promise<void> {
    const [, size = '', last] = line.split(' ');
    // The bytes come whether the server likes them or not (RFC 3030, section 2).
    const chunk = await this.#wire.bytes(Number(size));
    if (chunk === undefined) return;
    const offered = this.#setting.extensions.includes('CHUNKING');
    const refusal = offered ? this.#noRecipient() : '502 5.5.1 Not offered';
    const usual = refusal ?? (last === undefined ? '250 2.0.0 Ok' : '');
    const reply = await this.#replies.give('BDAT', usual, { line });
    if (reply.startsWith('4') || reply.startsWith('5') || this.#replies.over) return;
    this.#envelope?.chunks.push(chunk);
    if (last !== undefined) await this.#deliver(Buffer.concat(this.#envelope?.chunks ?? []), true);
  }

  #noRecipient(): string | undefined {
    if (this.#envelope === undefined) return '503 5.5.1 MAIL first';
    return this.#envelope.to.length === 0 ? '554 5.5.1 No valid recipients' : undefined;
  }

  async #deliver(content: Buffer, chunked: boolean): Promise<void> {
    const { from = '', parameters = '', to = [], recipientParameters = [] } = this.#envelope ?? {};
    this.#envelope = undefined;
    const mail = {
      from,
      to,
      parameters,
      recipientParameters,
      content,
      chunked,
      tls: this.tls,
      accepted: false,
    };
    const place = this.mails.push(mail) - 1;
    const usual = `250 2.0.0 Ok: queued as ${this.number}-${place + 1}`;
    // On record before the reply: the client may look as soon as it has it.
    await this.#replies.give('MESSAGE', usual, { bytes: content.length }, (reply) => {
      this.mails[place] = { ...mail, accepted: reply.startsWith('250') };
    });
  }
}

function isPlain(verb: string): verb is keyof typeof plain {
  return verb in plain;
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

function path(line: string): { address: string; parameters: string } {
  const [, address = '', parameters = ''] = /^\w+ \w+:\s*<([^>]*)> ?(.*)$/.exec(line) ?? [];
  return { address, parameters };
}
