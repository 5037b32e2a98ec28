import { once } from 'node:events';
import { createServer } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { certificates } from './certificates.js';
import { Dialogue, type Setting } from './scripted/dialogue.js';
import { type Script, performer } from './scripted/script.js';
import type { ReceivedMail, Session } from './scripted/session.js';
import type { Users } from './scripted/sign-in.js';
import { Wire } from './scripted/wire.js';

export { closing, drop, reset, silence } from './scripted/script.js';

/** How a scripted server differs from a healthy one that offers nothing. */
export interface ScriptedServerOptions {
  /** Where it listens; default `127.0.0.1`. */
  readonly address?: '127.0.0.1' | '::1';
  /** The first reply; default `220 mail.example.test ESMTP`. */
  readonly greeting?: string;
  /** What EHLO offers, such as `['PIPELINING', 'SIZE 1000']`; STARTTLS and AUTH come with `tls` and `users`. */
  readonly extensions?: readonly string[];
  /** `'starttls'`, `'implicit'` (TLS from the first byte) or, by default, `'none'`. */
  readonly tls?: 'none' | 'starttls' | 'implicit';
  /** Certificate, versions and so on; default a good certificate of `certificates()`. */
  readonly tlsOptions?: TlsOptions;
  /** Users and their passwords, or tokens for XOAUTH2. Mail is then taken only from who has signed in. */
  readonly users?: Users;
  /** The mechanisms to offer when there are users; default PLAIN and LOGIN. CRAM-MD5 and XOAUTH2 are spoken too. */
  readonly auth?: readonly string[];
  /** What to do otherwise, stage by stage. */
  readonly on?: Script;
}

/** A small SMTP server on the loopback address that does what a test tells it to. */
export interface ScriptedServer {
  readonly host: '127.0.0.1' | '::1';
  readonly port: number;
  /** The connections so far, in order. */
  readonly sessions: readonly Session[];
  /** The messages of all connections that came in to their end. */
  readonly mails: readonly ReceivedMail[];
  /** The command lines of all connections. */
  readonly lines: readonly string[];
  /** Resolves when no connection is open. */
  idle(): Promise<void>;
  /** Ends all connections; rejects with what the script threw, if it did. */
  close(): Promise<void>;
}

/**
 * Starts a server that behaves well but for what the test says:
 * `await scriptedServer({ on: { RCPT: ({ address }) => (address.startsWith('bad') ? '550 5.1.1 no' : undefined) } })`.
 */
export async function scriptedServer(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const setting = await settingOf(options);
  const sessions: Dialogue[] = [];
  const wires: Wire[] = [];
  const mistakes: unknown[] = [];
  const server = createServer((socket) => {
    const wire = new Wire(socket);
    wires.push(wire);
    const dialogue = new Dialogue(wires.length, wire, setting);
    sessions.push(dialogue);
    converse(wire, dialogue, options.tls === 'implicit' ? setting.tlsOptions : undefined).catch(
      (error: unknown) => {
        mistakes.push(error);
        wire.drop();
      },
    );
  });
  const { address: host = '127.0.0.1' } = options;
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();

  return {
    host,
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    sessions,
    get mails() {
      return sessions.flatMap(({ mails }) => mails);
    },
    get lines() {
      return sessions.flatMap(({ commands }) => commands.map(({ line }) => line));
    },
    async idle() {
      await Promise.all(wires.map(({ closed }) => closed));
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const wire of wires) wire.drop();
      await closed;
      if (mistakes.length > 0) throw mistakes[0];
    },
  };
}

async function settingOf(options: ScriptedServerOptions): Promise<Setting> {
  const { greeting = '220 mail.example.test ESMTP', extensions = [], tls = 'none', users, on = {} } = options;
  const { auth = ['PLAIN', 'LOGIN'], tlsOptions = {} } = options;
  return {
    greeting,
    extensions,
    starttls: tls === 'starttls',
    tlsOptions: tls === 'none' ? tlsOptions : { ...(await certificates()).good, ...tlsOptions },
    users,
    auth,
    perform: performer(on),
  };
}

async function converse(wire: Wire, dialogue: Dialogue, implicit: TlsOptions | undefined): Promise<void> {
  if (implicit === undefined) wire.listen();
  else if (!(await wire.secure(implicit))) return;
  await dialogue.run();
}
