import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { AuthenticationConfig, Credentials } from '../../../lib/smtp/authentication.js';
import { connectSmtp } from '../../../lib/smtp/connect.js';
import type { SmtpConnectConfig } from '../../../lib/smtp/connect-config.js';
import { SmtpConnectError } from '../../../lib/smtp/smtp-errors.js';
import { scriptedServer } from '../../support/scripted-server.js';
import { CERTIFICATE, MISLEADING_CERTIFICATE } from './support/certificate.js';
import { type Moment, type Reaction, ScriptedServer } from './support/scripted-server.js';

const TIMEOUTS = { connect: 5000, greeting: 5000, setup: 5000 };
const IMPATIENT = { connect: 300, greeting: 150, setup: 200 };
const SECRET = 'correct horse battery staple';
const PASSWORD: AuthenticationConfig = { credentials: () => ({ user: 'user', password: SECRET }) };

function configFor(server: ScriptedServer, fields: Partial<SmtpConnectConfig> = {}): SmtpConnectConfig {
  const tls = { ca: CERTIFICATE.cert };
  return { host: '127.0.0.1', port: server.port, security: 'none', tls, timeouts: TIMEOUTS, ...fields };
}

async function failureOf(config: SmtpConnectConfig, signal?: AbortSignal): Promise<SmtpConnectError> {
  const outcome: unknown = await connectSmtp(config, signal).then(
    (line) => line.close(),
    (error: unknown) => error,
  );
  if (outcome instanceof SmtpConnectError) return outcome;
  throw new Error('The connection was made, or another error thrown', { cause: outcome });
}

describe('signing in', () => {
  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5'] as const)(
    'uses %s when that is what the server offers',
    async (mechanism) => {
      await using server = await ScriptedServer.start({ extensions: [`AUTH ${mechanism} GSSAPI`] });

      const line = await connectSmtp(configFor(server, { authentication: PASSWORD }));
      line.close();

      expect(server.lines.filter((sent) => sent.startsWith('AUTH'))).toEqual([
        expect.stringContaining(`AUTH ${mechanism}`),
      ]);
    },
  );

  it('takes the first mechanism of the list that the server offers', async () => {
    await using server = await ScriptedServer.start({ extensions: ['AUTH PLAIN LOGIN CRAM-MD5'] });

    const authentication: AuthenticationConfig = {
      ...PASSWORD,
      mechanisms: ['XOAUTH2', 'CRAM-MD5', 'PLAIN'],
    };
    (await connectSmtp(configFor(server, { authentication }))).close();

    expect(server.lines).toContain('AUTH CRAM-MD5');
  });

  const isFresh = (line: string): boolean =>
    Buffer.from(line.split(' ')[2] ?? '', 'base64')
      .toString()
      .includes('fresh');
  const refusals: readonly (readonly [string, (moment: Moment) => Reaction])[] = [
    [
      // The reason comes as a challenge, to which the client says nothing.
      'with a challenge, as by Google',
      ({ stage, line }) => {
        if (line === '' && stage === '') return '535 5.7.8 token expired';
        return stage === 'AUTH' && !isFresh(line) ? '334 eyJzdGF0dXMiOiI0MDEifQ==' : undefined;
      },
    ],
    [
      'at once, as by Microsoft',
      ({ stage, line }) => (stage === 'AUTH' && !isFresh(line) ? '535 5.7.3 unsuccessful' : undefined),
    ],
  ];
  it.each(refusals)('asks once for another token when the first is refused %s', async (_how, react) => {
    await using server = await ScriptedServer.start({ extensions: ['AUTH XOAUTH2'], react });
    const asked: (string | undefined)[] = [];
    const credentials = (refused?: string): Credentials => {
      asked.push(refused);
      return { user: 'user', password: refused === undefined ? 'stale' : 'fresh' };
    };

    const authentication: AuthenticationConfig = { credentials, mechanisms: ['XOAUTH2'] };
    (await connectSmtp(configFor(server, { authentication }))).close();

    expect(asked).toEqual([undefined, 'stale']);
  });

  it.each(refusals)('gives up when the second token is refused %s, too', async (_how, react) => {
    await using server = await ScriptedServer.start({ extensions: ['AUTH XOAUTH2'], react });
    let asked = 0;
    const credentials = (): Credentials => ({ user: 'user', password: `stale${(asked += 1)}` });

    const authentication: AuthenticationConfig = { credentials, mechanisms: ['XOAUTH2'] };
    const failure = await failureOf(configFor(server, { authentication }));

    expect(failure).toMatchObject({ stage: 'auth', code: 'EAUTH', reply: { code: 535 } });
    expect(asked).toBe(2);
    expect(server.lines.filter((line) => line.startsWith('AUTH'))).toHaveLength(2);
  });

  it('tells the refusal when the server closes the line behind it', async () => {
    let tries = 0;
    await using server = await ScriptedServer.start({
      extensions: ['AUTH XOAUTH2'],
      react: ({ stage }) => (stage === 'AUTH' ? (tries++ === 0 ? '535 5.7.3 no' : 'close') : undefined),
    });

    const authentication: AuthenticationConfig = { ...PASSWORD, mechanisms: ['XOAUTH2'] };
    const failure = await failureOf(configFor(server, { authentication }));

    expect(failure).toMatchObject({ stage: 'auth', reply: { code: 535, enhancedCode: '5.7.3' } });
  });

  it.each(refusals)('tells why there is no other token when the first is refused %s', async (_how, react) => {
    await using server = await ScriptedServer.start({ extensions: ['AUTH XOAUTH2'], react });
    const sealed = new SmtpConnectError('sealed', { stage: 'credentials', code: 'oauth2-refused' });
    const credentials = (refused?: string): Promise<Credentials> =>
      refused === undefined ? Promise.resolve({ user: 'user', password: 'stale' }) : Promise.reject(sealed);

    const authentication: AuthenticationConfig = { credentials, mechanisms: ['XOAUTH2'] };

    expect(await failureOf(configFor(server, { authentication }))).toBe(sealed);
    expect(sealed).toMatchObject({ code: 'oauth2-refused' });
  });

  it('asks for the credentials of each connection anew', async () => {
    await using server = await ScriptedServer.start({ extensions: ['AUTH PLAIN'] });
    let number = 0;
    const credentials = (): Credentials => ({ user: 'user', password: `password${(number += 1)}` });

    const config = configFor(server, { authentication: { credentials } });
    (await connectSmtp(config)).close();
    (await connectSmtp(config)).close();

    const sent = server.lines
      .filter((line) => line.startsWith('AUTH'))
      .map((line) => line.split(' ')[2] ?? '');
    expect(sent.map((text) => Buffer.from(text, 'base64').toString())).toEqual([
      '\0user\0password1',
      '\0user\0password2',
    ]);
  });

  it.each<[string, readonly string[], AuthenticationConfig, string, RegExp]>([
    ['AUTH is not offered', [], PASSWORD, 'auth-not-offered', /does not offer AUTH/],
    [
      'there is no common mechanism',
      ['AUTH GSSAPI NTLM'],
      PASSWORD,
      'no-common-mechanism',
      /GSSAPI, NTLM.*PLAIN, LOGIN/,
    ],
    [
      'what the server offers could mislead a terminal or fill a log',
      [`AUTH \u001b[2J\0X ${'Y'.repeat(5000)}`],
      PASSWORD,
      'no-common-mechanism',
      /^[ -~…]{1,1200}$/,
    ],
  ])('writes no credentials when %s', async (_what, extensions, authentication, code, message) => {
    await using server = await ScriptedServer.start({ extensions });

    const failure = await failureOf(configFor(server, { authentication }));

    expect(failure).toMatchObject({ stage: 'auth', code, message: expect.stringMatching(message) });
    expect(server.lines.filter((line) => !line.startsWith('EHLO'))).toEqual([]);
  });

  it('never quotes a password that the server quotes', async () => {
    await using server = await ScriptedServer.start({
      extensions: ['AUTH PLAIN'],
      react: ({ stage, line }) => (stage === 'AUTH' ? `535 5.7.8 bad: ${SECRET} ${line}` : undefined),
    });

    const failure = await failureOf(configFor(server, { authentication: PASSWORD }));

    expect(failure.reply).toMatchObject({ code: 535, enhancedCode: '5.7.8' });
    const shown = inspect(failure, { depth: 10 }) + JSON.stringify(failure);
    expect(shown).not.toContain(SECRET);
    expect(shown).not.toContain(Buffer.from(`\0user\0${SECRET}`).toString('base64'));
  });
});

describe('encryption', () => {
  const secure = { tls: CERTIFICATE, extensions: ['STARTTLS', 'AUTH PLAIN', 'CHUNKING'] };

  it.each(['starttls', 'starttls-if-offered'] as const)(
    'upgrades with %s and reads what is offered then',
    async (security) => {
      await using server = await ScriptedServer.start(secure);

      const line = await connectSmtp(configFor(server, { security, authentication: PASSWORD }));
      line.close();

      expect(line).toMatchObject({ encrypted: true, ehlo: expect.stringContaining('CHUNKING') });
      expect(server.lines.map((sent) => sent.split(' ')[0])).toEqual(['EHLO', 'STARTTLS', 'EHLO', 'AUTH']);
    },
  );

  it('tells who issued a certificate in words that cannot mislead a terminal', async () => {
    const evil = { tls: MISLEADING_CERTIFICATE, implicitTls: true };
    await using server = await ScriptedServer.start(evil);

    const failure = await failureOf(configFor(server, { security: 'implicit-tls', tls: {} }));

    expect(failure.certificate).toMatchObject({ issuer: 'Evil [2J CA', chain: ['Evil [2J CA'] });
  });

  it('connects with TLS from the start', async () => {
    await using server = await ScriptedServer.start({ ...secure, implicitTls: true });

    const line = await connectSmtp(configFor(server, { security: 'implicit-tls', authentication: PASSWORD }));
    line.close();

    expect(line.encrypted).toBe(true);
  });

  it('goes on in the clear only when STARTTLS may be missing', async () => {
    await using server = await ScriptedServer.start();

    (await connectSmtp(configFor(server, { security: 'starttls-if-offered' }))).close();
    const failure = await failureOf(configFor(server, { security: 'starttls' }));

    expect(failure).toMatchObject({ stage: 'starttls', code: 'ETLS' });
  });

  it('does not send credentials in the clear, except to this machine or when it is allowed', async () => {
    await using server = await ScriptedServer.start({ extensions: ['AUTH PLAIN'] });
    // A name that leads here, but does not say so.
    const elsewhere = configFor(server, { host: '127.1', authentication: PASSWORD });

    const failure = await failureOf(elsewhere);
    expect(failure).toMatchObject({ stage: 'auth', code: 'plaintext-credentials' });
    expect(server.lines.filter((line) => line.startsWith('AUTH'))).toEqual([]);

    (await connectSmtp({ ...elsewhere, authentication: { ...PASSWORD, allowPlaintext: true } })).close();
    (await connectSmtp(configFor(server, { authentication: PASSWORD }))).close();
    expect(server.lines.filter((line) => line.startsWith('AUTH'))).toHaveLength(2);
  });

  it.each<[string, Partial<SmtpConnectConfig>, object]>([
    [
      'a certificate nobody vouches for',
      { tls: {} },
      { stage: 'tls', originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    ],
    [
      'a certificate for another name',
      { tls: { ca: CERTIFICATE.cert, servername: 'other.test' } },
      { stage: 'tls', originalCode: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    ],
  ])('refuses %s', async (_what, fields, expected) => {
    await using upgrading = await ScriptedServer.start(secure);
    await using implicit = await ScriptedServer.start({ ...secure, implicitTls: true });

    expect(await failureOf(configFor(upgrading, { security: 'starttls', ...fields }))).toMatchObject(
      expected,
    );
    expect(await failureOf(configFor(implicit, { security: 'implicit-tls', ...fields }))).toMatchObject(
      expected,
    );
  });

  it('says that a port does not speak TLS', async () => {
    await using server = await ScriptedServer.start();

    const failure = await failureOf(configFor(server, { security: 'implicit-tls' }));

    expect(failure).toMatchObject({ stage: 'tls', originalCode: 'ERR_SSL_WRONG_VERSION_NUMBER' });
  });
});

/** An HTTP proxy that knows CONNECT and nothing else. */
async function startProxy(answer: string): Promise<{ port: number; asked: string[] } & AsyncDisposable> {
  const asked: string[] = [];
  const proxy = createServer((inner) => {
    inner.on('error', () => undefined);
    inner.once('data', (chunk) => {
      const [, host = '', port = ''] = /^CONNECT (.+):(\d+) /.exec(chunk.toString()) ?? [];
      asked.push(`${host}:${port}`);
      inner.write(`HTTP/1.1 ${answer}\r\n\r\n`);
      if (answer.startsWith('200')) inner.pipe(connect(Number(port), '127.0.0.1')).pipe(inner);
      else inner.end();
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    port,
    asked,
    [Symbol.asyncDispose]: async () => {
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

describe('a proxy', () => {
  it.each(['starttls', 'implicit-tls'] as const)(
    'is asked for the mail server, with %s behind it',
    async (security) => {
      await using server = await ScriptedServer.start({
        tls: CERTIFICATE,
        implicitTls: security === 'implicit-tls',
        extensions: ['STARTTLS', 'AUTH PLAIN'],
      });
      await using proxy = await startProxy('200 OK');

      const config = configFor(server, { security, proxy: { url: `http://127.0.0.1:${proxy.port}` } });
      const line = await connectSmtp({ ...config, host: 'localhost', authentication: PASSWORD });
      line.close();

      expect(line.encrypted).toBe(true);
      expect(proxy.asked).toEqual([`localhost:${server.port}`]);
    },
  );

  it('of the SOCKS kind needs a package, whose lack is told with the way out', async () => {
    await using server = await ScriptedServer.start();
    const proxy = { url: 'socks5://127.0.0.1:1', socks: () => undefined };

    const failure = await failureOf(configFor(server, { proxy }));

    expect(failure).toMatchObject({ stage: 'proxy', code: 'socks-missing' });
    expect(server.connections).toBe(0);
  });

  it('that refuses is named', async () => {
    await using server = await ScriptedServer.start();
    await using proxy = await startProxy('407 Proxy Authentication Required');

    const failure = await failureOf(configFor(server, { proxy: { url: `http://127.0.0.1:${proxy.port}` } }));

    expect(failure).toMatchObject({ stage: 'proxy', code: 'EPROXY' });
    expect(server.connections).toBe(0);
  });
});

it('says nothing to a slow server before its greeting, on no other connection either', async () => {
  const server = await scriptedServer({
    on: {
      GREETING: async () => {
        await pause(1500);
        return undefined;
      },
    },
  });
  const { port } = server;
  const line = await connectSmtp({
    host: '127.0.0.1',
    port,
    security: 'starttls-if-offered',
    timeouts: TIMEOUTS,
  });
  line.close();
  expect(server.sessions).toHaveLength(1);
  await server.close();
});

describe('a connection that does not come about', () => {
  const stages = ['greeting', 'EHLO', 'STARTTLS', 'AUTH'];
  const faults: readonly Reaction[] = [
    'close',
    'reset',
    'silence',
    '421 4.3.2 going down',
    '554 5.7.1 go away',
  ];
  it.each(stages.flatMap((stage) => faults.map((fault) => [stage, fault] as const)))(
    'fails at %s with %s, and says where',
    async (stage, fault) => {
      const react = (moment: Moment): Reaction => (moment.stage === stage ? fault : undefined);
      const extensions = ['STARTTLS', 'AUTH PLAIN'];
      await using server = await ScriptedServer.start({ extensions, tls: CERTIFICATE, react });

      const config = configFor(server, { security: 'starttls', authentication: PASSWORD });
      const failure = await failureOf(fault === 'silence' ? { ...config, timeouts: IMPATIENT } : config);

      // A reset this early may come while the socket is still connecting.
      const early = stage === 'greeting' && fault === 'reset' ? 'connect' : stage;
      expect([stage.toLowerCase(), early]).toContain(failure.stage);
      const code = Number(fault?.slice(0, 3));
      expect(failure.reply?.code).toBe(Number.isNaN(code) ? undefined : code);
    },
  );

  it('names the refused port', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const address = closed.address();
    closed.close();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;

    const failure = await failureOf({ host: '127.0.0.1', port, security: 'none', timeouts: TIMEOUTS });

    expect(failure).toMatchObject({ stage: 'connect', originalCode: 'ECONNREFUSED' });
  });

  it('ends when the server asks for ever', async () => {
    await using server = await ScriptedServer.start({
      extensions: ['AUTH PLAIN'],
      react: ({ stage, line }) =>
        stage === 'AUTH' || line === '' ? (stage === 'greeting' ? undefined : '334 ') : undefined,
    });

    const config = configFor(server, { authentication: PASSWORD, timeouts: { ...TIMEOUTS, setup: 300 } });

    expect(await failureOf(config)).toMatchObject({ stage: 'auth', code: 'ETIMEDOUT' });
  });

  it('ends when the credentials do not come', async () => {
    await using server = await ScriptedServer.start({ extensions: ['AUTH PLAIN'] });
    const authentication = { credentials: () => new Promise<Credentials>(() => undefined) };

    const config = configFor(server, {
      authentication,
      timeouts: { ...TIMEOUTS, setup: 100 },
    });

    expect(await failureOf(config)).toMatchObject({ stage: 'credentials', code: 'ETIMEDOUT' });
  });

  it('can be called off', async () => {
    await using server = await ScriptedServer.start({
      react: ({ stage }) => (stage === 'EHLO' ? 'silence' : undefined),
    });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('called off')), 20);

    expect(await failureOf(configFor(server), controller.signal)).toMatchObject({ message: 'called off' });
  });

  it('takes a reply behind the last one for what it is', async () => {
    await using server = await ScriptedServer.start({
      extensions: ['AUTH PLAIN'],
      react: ({ stage }) => (stage === 'AUTH' ? '235 2.7.0 welcome\r\n250 injected' : undefined),
    });

    expect(await failureOf(configFor(server, { authentication: PASSWORD }))).toMatchObject({
      code: 'EPROTOCOL',
    });
  });
});
