import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import {
  type NodemailerAuth,
  type NodemailerConnection,
  openConnection,
  type SetupProgress,
} from '../../lib/smtp/nodemailer-connection.js';
import { CERTIFICATE } from '../unit/smtp/support/certificate.js';
import { ScriptedServer, type ScriptedServerOptions } from '../unit/smtp/support/scripted-server.js';

const EXTENSIONS = ['PIPELINING', 'CHUNKING', 'AUTH PLAIN LOGIN XOAUTH2'];
const PLAIN: NodemailerAuth = {
  method: 'PLAIN',
  user: 'user',
  credentials: { user: 'user', pass: 'secret' },
};

const TRANSPORTS: readonly (readonly [string, ScriptedServerOptions, object])[] = [
  ['plain TCP', { extensions: EXTENSIONS }, { ignoreTLS: true }],
  ['STARTTLS', { extensions: [...EXTENSIONS, 'STARTTLS'], tls: CERTIFICATE }, { requireTLS: true }],
  ['implicit TLS', { extensions: EXTENSIONS, tls: CERTIFICATE, implicitTls: true }, { secure: true }],
];

interface Opened {
  readonly connection: NodemailerConnection;
  readonly progress: SetupProgress;
}

async function open(server: ScriptedServer, options: object): Promise<Opened> {
  let progress: SetupProgress | undefined;
  const connection = await openConnection(
    {
      host: '127.0.0.1',
      port: server.port,
      tls: { ca: CERTIFICATE.cert },
      socketCloseTimeout: 0,
      ...options,
    },
    new AbortController().signal,
    (made) => {
      progress = made;
    },
  );
  if (progress === undefined) throw new Error('No progress was reported');
  return { connection, progress };
}

function nextText(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    socket.resume();
  });
}

describe.each(TRANSPORTS)('the socket taken over from nodemailer, %s', (name, serverOptions, options) => {
  it('is the socket, with the EHLO answer as it was', async () => {
    await using server = await ScriptedServer.start(serverOptions);
    const { connection } = await open(server, options);
    await connection.login(PLAIN);
    const socket = await connection.takeOver();

    expect(socket instanceof TLSSocket).toBe(name !== 'plain TCP');
    expect(connection.encrypted).toBe(name !== 'plain TCP');
    expect(connection.ehlo).toBe(
      `250-scripted\n${(serverOptions.extensions ?? []).map((line, index, all) => `250${index === all.length - 1 ? ' ' : '-'}${line}`).join('\n')}`,
    );
    connection.close();
  });

  it('was used for EHLO and AUTH alone', async () => {
    await using server = await ScriptedServer.start(serverOptions);
    const { connection } = await open(server, options);
    await connection.login(PLAIN);
    await connection.takeOver();

    const verbs = server.lines.map((line) => line.split(' ')[0]);
    expect(verbs).toEqual(name === 'STARTTLS' ? ['EHLO', 'STARTTLS', 'EHLO', 'AUTH'] : ['EHLO', 'AUTH']);
    connection.close();
  });

  it('is read, written and timed by nobody but us', async () => {
    await using server = await ScriptedServer.start(serverOptions);
    const limits = { socketTimeout: 400, greetingTimeout: 400 };
    const { connection, progress } = await open(server, { ...options, ...limits });
    await connection.login(PLAIN);
    const socket = await connection.takeOver();
    const written = socket.bytesWritten;

    expect(['data', 'readable', 'timeout'].map((event) => socket.listenerCount(event))).toEqual([0, 0, 0]);
    expect(socket.timeout ?? 0).toBe(0);
    expect(socket.listenerCount('error')).toBeGreaterThan(0);
    await delay(800);
    expect(socket.destroyed).toBe(false);
    expect(socket.bytesWritten).toBe(written);

    const lastReply = progress.lastReply();
    const reply = nextText(socket);
    socket.write('RSET\r\n');
    expect(await reply).toBe('250 2.0.0 Ok\r\n');
    expect(progress.lastReply()).toBe(lastReply);
    connection.close();
  });

  it('ends quietly when the server resets it', async () => {
    await using server = await ScriptedServer.start(serverOptions);
    const { connection } = await open(server, options);
    await connection.login(PLAIN);
    const socket = await connection.takeOver();

    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.resume();
    for (const serverSide of server.sockets) serverSide.resetAndDestroy();
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  it('is freed by close', async () => {
    await using server = await ScriptedServer.start(serverOptions);
    const { connection } = await open(server, options);
    await connection.login(PLAIN);
    const socket = await connection.takeOver();

    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.resume();
    connection.close();
    await closed;
    expect(socket.destroyed).toBe(true);
  });
});

describe('nodemailer', () => {
  it.each<[string, NodemailerAuth]>([
    ['LOGIN', { ...PLAIN, method: 'LOGIN' }],
    [
      'XOAUTH2',
      { method: 'XOAUTH2', user: 'user', oauth2: new XOAuth2({ user: 'user', accessToken: 'token' }) },
    ],
  ])('signs in with %s and no other way', async (mechanism, auth) => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    const { connection } = await open(server, {});
    await connection.login(auth);
    connection.close();

    const commands = server.lines.filter((line) => line.startsWith('AUTH'));
    expect(commands).toEqual([expect.stringMatching(new RegExp(`^AUTH ${mechanism}\\b`))]);
  });

  it('reports a reply behind the last one as EPROTOCOL', async () => {
    await using server = await ScriptedServer.start({
      extensions: EXTENSIONS,
      react: ({ stage }) => (stage === 'AUTH' ? '235 ok\r\n250 injected' : undefined),
    });
    const { connection } = await open(server, {});
    await connection.login(PLAIN);

    await expect(connection.takeOver()).rejects.toMatchObject({ code: 'EPROTOCOL' });
  });

  it('leaves the socket alone after a sign-in that was not needed', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    const { connection } = await open(server, {});
    const socket = await connection.takeOver();

    expect(socket.listenerCount('data')).toBe(0);
    expect(server.lines.map((line) => line.split(' ')[0])).toEqual(['EHLO']);
    connection.close();
  });
});
