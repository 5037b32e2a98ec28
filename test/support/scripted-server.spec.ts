import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import { certificates } from './certificates.js';
import {
  type ScriptedServer,
  type ScriptedServerOptions,
  closing,
  drop,
  reset,
  scriptedServer,
  silence,
} from './scripted-server.js';

// A client that is writing when the line dies sees another error than one that is waiting.
const lineCut: unknown = expect.stringMatching(/^(ECONNECTION|ESOCKET)$/);

let server: ScriptedServer;

async function start(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  server = await scriptedServer(options);
  return server;
}

afterEach(() => server.close());

const message = {
  from: 'a@example.test',
  to: ['b@example.test', 'c@example.test'],
  subject: 's',
  text: 'hi',
};

function send(options: object = {}, mail: object = message): Promise<unknown> {
  return createTransport({ host: server.host, port: server.port, ...options }).sendMail(mail);
}

/** Writes everything at once and returns all that comes back until the server closes. */
async function talk(bytes: string): Promise<string> {
  const socket = connect(server.port, server.host).setEncoding('utf8');
  socket.write(bytes);
  return (await socket.toArray()).join('');
}

describe('a server without a script', () => {
  it('takes mail and records envelope and content', async () => {
    await start();
    await send({}, { ...message, text: '.dot\nend' });
    expect(server.mails).toMatchObject([
      { from: 'a@example.test', to: message.to, accepted: true, tls: false },
    ]);
    expect(server.mails[0]?.content.toString()).toMatch(/\r\n\r\n\.dot\r\nend\r\n$/);
    expect(server.sessions[0]?.commands.map(({ verb }) => verb)).toEqual([
      'EHLO',
      'MAIL',
      'RCPT',
      'RCPT',
      'DATA',
    ]);
  });

  it('tells what was pipelined from what waited for a reply', async () => {
    await start();
    await talk('EHLO me\r\nNOOP\r\nQUIT\r\n');
    const [ehlo, noop, quit] = server.sessions[0]?.commands ?? [];
    expect([noop?.packet, quit?.packet]).toEqual([ehlo?.packet, ehlo?.packet]);
  });

  it('refuses commands out of order', async () => {
    await start();
    const answers = await talk(
      'MAIL FROM:<a@x>\r\nEHLO me\r\nRCPT TO:<b@x>\r\nMAIL FROM:<a@x>\r\nDATA\r\nBDAT 2 LAST\r\nhiAUTH PLAIN x\r\nQUIT\r\n',
    );
    expect(answers.match(/^\d{3}/gm)).toEqual([
      '220',
      '503',
      '250',
      '503',
      '250',
      '554',
      '502',
      '504',
      '221',
    ]);
  });

  it('takes BDAT where CHUNKING is offered', async () => {
    await start({ extensions: ['CHUNKING'] });
    await talk(
      'EHLO me\r\nMAIL FROM:<a@x> SIZE=9\r\nRCPT TO:<b@x> NOTIFY=NEVER\r\nBDAT 4\r\n.\r\n\rBDAT 2 LAST\r\n\nxQUIT\r\n',
    );
    expect(server.mails).toMatchObject([
      { chunked: true, parameters: 'SIZE=9', recipientParameters: ['NOTIFY=NEVER'] },
    ]);
    expect(server.mails[0]?.content.toString()).toBe('.\r\n\r\nx');
  });

  it('takes an empty message and a large one', async () => {
    await start();
    await talk('EHLO me\r\nMAIL FROM:<>\r\nRCPT TO:<b@x>\r\nDATA\r\n.\r\nQUIT\r\n');
    const raw = `${'x'.repeat(998)}\r\n`.repeat(3000);
    await send({}, { ...message, raw });
    expect(server.mails.map(({ content }) => content.length)).toEqual([0, raw.length]);
  });
});

describe('TLS', () => {
  it.each(['starttls', 'implicit'] as const)('is spoken: %s', async (tls) => {
    await start({ tls });
    const { ca } = await certificates();
    await send({ host: 'localhost', secure: tls === 'implicit', requireTLS: true, tls: { ca: ca.cert } });
    expect(server.mails).toMatchObject([{ tls: true }]);
    const [first, ...later] = server.sessions[0]?.commands ?? [];
    expect(first?.tls).toBe(tls === 'implicit');
    expect(later.at(-1)?.tls).toBe(true);
  });

  it.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['wrongName', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ] as const)('shows a certificate that is %s', async (name, originalCode) => {
    const made = await certificates();
    await start({ tls: 'implicit', tlsOptions: made[name] });
    const sending = send({ host: 'localhost', secure: true, tls: { ca: made.ca.cert } });
    await expect(sending).rejects.toMatchObject({ originalCode });
    await server.idle();
    expect(server.mails).toEqual([]);
  });
});

describe('signing in', () => {
  const users = { user: 's3cret' };

  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5'])('takes the right password by %s and no other', async (method) => {
    await start({ users, auth: [method] });
    await send({ auth: { user: 'user', pass: 's3cret', method } });
    await expect(send({ auth: { user: 'user', pass: 'wrong', method } })).rejects.toMatchObject({
      responseCode: 535,
    });
    const attempts = server.sessions.flatMap(({ signIns }) => signIns);
    expect(attempts).toMatchObject([
      { mechanism: method, username: 'user', accepted: true },
      { mechanism: method, username: 'user', accepted: false },
    ]);
    expect(server.mails).toHaveLength(1);
  });

  it('takes the right token by XOAUTH2 and no other', async () => {
    await start({ users: { user: 'token' }, auth: ['XOAUTH2'] });
    await send({ auth: { type: 'OAuth2', user: 'user', accessToken: 'token' } });
    const sending = send({ auth: { type: 'OAuth2', user: 'user', accessToken: 'stale' } });
    await expect(sending).rejects.toMatchObject({ code: 'EAUTH' });
    const secrets = server.sessions.flatMap(({ signIns }) => signIns.map(({ secret }) => secret));
    expect(secrets).toEqual(expect.arrayContaining(['token', 'stale']));
  });

  it('is asked for before mail', async () => {
    await start({ users });
    await expect(send()).rejects.toMatchObject({ responseCode: 530 });
  });
});

describe('a script', () => {
  it('answers by what it is asked', async () => {
    await start({ on: { RCPT: ({ address }) => (address.startsWith('b') ? '550 5.1.1 no' : undefined) } });
    await send();
    expect(server.mails[0]?.to).toEqual(['c@example.test']);
  });

  it('answers in turn, also across connections', async () => {
    await start({ on: { MESSAGE: ['451 4.3.2 later', '250 ok'] } });
    await expect(send()).rejects.toMatchObject({ responseCode: 451 });
    await send();
    await send();
    expect(server.mails.map(({ accepted }) => accepted)).toEqual([false, true, true]);
  });

  it('closes after a 421 and after a last word', async () => {
    await start({ on: { GREETING: ['421 4.3.2 closing', closing('220 bye')] } });
    expect(await talk('')).toBe('421 4.3.2 closing\r\n');
    expect(await talk('')).toBe('220 bye\r\n');
  });

  it.each(['GREETING', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'CONTENT', 'MESSAGE'] as const)(
    'drops at %s',
    async (stage) => {
      await start({ on: { [stage]: drop } });
      await expect(send()).rejects.toMatchObject({ code: lineCut });
      await server.idle();
      expect(server.mails.map(({ accepted }) => accepted)).toEqual(stage === 'MESSAGE' ? [false] : []);
    },
  );

  it('drops in the middle of a message', async () => {
    await start({ on: { CONTENT: ({ bytes }) => (bytes > 100_000 ? drop : undefined) } });
    await expect(send({}, { ...message, raw: `${'x'.repeat(998)}\r\n`.repeat(3000) })).rejects.toMatchObject({
      code: lineCut,
    });
    expect(server.mails).toEqual([]);
  });

  it('resets the connection, also under TLS', async () => {
    await start({ tls: 'starttls', on: { MAIL: reset } });
    const sending = send({ tls: { rejectUnauthorized: false } });
    await expect(sending).rejects.toMatchObject({ originalCode: 'ECONNRESET' });
  });

  it('keeps silent until the client has enough', async () => {
    await start({ on: { EHLO: silence } });
    const socket = connect(server.port, server.host);
    await once(socket, 'data');
    socket.write('EHLO me\r\n');
    socket.end();
    await server.idle();
    expect(server.sessions[0]?.open).toBe(false);
  });

  it('that throws makes close() reject', async () => {
    const broken = await scriptedServer({
      on: {
        GREETING: () => {
          throw new Error('a mistake in the test');
        },
      },
    });
    const socket = connect(broken.port, broken.host);
    await once(socket, 'close');
    await expect(broken.close()).rejects.toThrow('a mistake in the test');
  });
});
