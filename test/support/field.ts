import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { certificates } from './certificates.js';
import { type DeafServer, deafServer } from './deaf-server.js';
import { freePorts } from './free-port.js';
import { type Postfix, startPostfix } from './postfix.js';
import { account } from './postfix-config.js';
import { type ScriptedServer, scriptedServer } from './scripted-server.js';
import { drop, silence } from './scripted/script.js';

/** Keys of `application.yml` and their values, one a line. */
export type Settings = Readonly<Record<string, string | number | boolean | undefined>>;

/** What the mistakes are made with. */
export interface Field {
  readonly postfix: Postfix;
  /** Settings that work. */
  readonly good: Settings;
  /** The part of them that trusts Postfix. */
  readonly trusting: Settings;
  /** They without some. */
  readonly without: (...names: readonly string[]) => Settings;
  /** Nothing but host and port. */
  readonly bare: (port: number) => Settings;
  readonly servers: Readonly<Record<Flaw, ScriptedServer>>;
  readonly tls: (server: ScriptedServer) => Settings;
  readonly web: { readonly port: number };
  readonly deaf: DeafServer;
  /** A port that nothing listens on. */
  readonly closed: number;
  close(): Promise<void>;
}

type Flaw =
  | ('selfSigned' | 'expired' | 'wrongName' | 'oldTls' | 'silent' | 'hasty' | 'busy' | 'strict')
  | ('provider' | 'sender');

const PROPERTIES = 'spring.mail.properties.mail.smtp';

/** Starts the servers that show the mistakes: Postfix where it can, small ones where it cannot. */
export async function startField(): Promise<Field> {
  const owned = { smtpd_sender_login_maps: 'inline:{ shop@example.test=user@mail.example.test }' };
  const postfix = await startPostfix({
    settings: { ...owned, smtpd_sender_restrictions: 'reject_authenticated_sender_login_mismatch' },
  });
  const made = await certificates();
  const [closed = 0] = await freePorts(1);
  const servers = {
    selfSigned: await scriptedServer({ tls: 'implicit', tlsOptions: made.selfSigned }),
    expired: await scriptedServer({ tls: 'implicit', tlsOptions: made.expired }),
    wrongName: await scriptedServer({ tls: 'implicit', tlsOptions: made.wrongName }),
    oldTls: await scriptedServer({
      tls: 'implicit',
      tlsOptions: { ...made.good, maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' },
    }),
    silent: await scriptedServer({ on: { GREETING: silence } }),
    hasty: await scriptedServer({ on: { GREETING: drop } }),
    busy: await scriptedServer({ greeting: '421 4.3.2 too busy' }),
    strict: await scriptedServer({ greeting: '554 5.7.1 no service for you' }),
    provider: await scriptedServer({
      users: {},
      auth: ['PLAIN', 'XOAUTH2'],
      on: { AUTH: ({ signIn }) => `${signIn?.username} as the username says` },
    }),
    sender: await scriptedServer({
      on: { MAIL: ({ address }) => (address === 'shop@example.test' ? undefined : '550 5.7.60 not yours') },
    }),
  };
  const web = await webServer();
  const deaf = await deafServer();
  const trusting = {
    'spring.ssl.bundle.pem.test.truststore.certificate': postfix.ca,
    'spring.mail.ssl.bundle': 'test',
  };
  const from = { 'nest.mail.defaults.from': 'shop@example.test' };
  const good: Settings = {
    'spring.mail.host': 'localhost',
    'spring.mail.port': postfix.starttlsPort,
    'spring.mail.username': account.username,
    'spring.mail.password': account.password,
    [`${PROPERTIES}.auth`]: true,
    [`${PROPERTIES}.starttls.enable`]: true,
    ...trusting,
    ...from,
  };
  const bare = (port: number): Settings => ({
    'spring.mail.host': 'localhost',
    'spring.mail.port': port,
    ...from,
  });
  const tls = (server: ScriptedServer): Settings => ({
    ...bare(server.port),
    ...trusting,
    'spring.mail.ssl.enabled': true,
  });
  const without = (...names: string[]): Settings =>
    Object.fromEntries(Object.entries(good).filter(([name]) => !names.includes(name)));
  return {
    postfix,
    good,
    trusting,
    servers,
    web,
    deaf,
    closed,
    bare,
    tls,
    without,
    close: async () => {
      await web.close();
      await deaf.close();
      await Promise.all(Object.values(servers).map((server) => server.close()));
      await postfix.stop();
    },
  };
}

/** `application.yml` with these settings. */
export function yamlOf(settings: Settings): string {
  return Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${String(value)}\n`)
    .join('');
}

/** Where a key of `yamlOf` stands. */
export function placeOf(settings: Settings, key: string): string {
  const lines = yamlOf(settings).split('\n');
  const line = lines.findIndex((one) => one.startsWith(`${key}: `));
  return `application.yml:${line + 1}:${key.length + 3}`;
}

/** Answers everything as a web server does. */
async function webServer(): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        sockets.forEach((socket) => socket.destroy());
        server.close(() => resolve());
      }),
  };
}
