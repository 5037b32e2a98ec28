import { beforeAll, describe, expect, it } from '@jest/globals';
import { connect, createServer, type Server } from 'node:net';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';
import { type Certificates, certificates } from '../../support/certificates.js';
import { faultsOf } from '../../support/faults.js';
import { mailerFor } from '../../support/mailer-for.js';
import { listen } from '../../support/sample-app.js';
import type { ScriptedServer, ScriptedServerOptions } from '../../support/scripted-server.js';
import { message, withServer } from '../../support/with-server.js';

const account = { username: 'ann', password: 'hunter2' };
const users = { ann: 'hunter2' };
const ENABLE = { 'mail.smtp.starttls.enable': true };
const REQUIRE = { 'mail.smtp.starttls.required': true };

let made: Certificates;
beforeAll(async () => {
  made = await certificates();
});

/** Settings that trust the test's authority, and the name that its certificate is for. */
function trusting(settings: MailModuleOptions): MailModuleOptions {
  return {
    host: 'localhost',
    ssl: { bundle: 'test' },
    sslBundles: { test: { truststore: { certificate: made.ca.cert } } },
    ...settings,
  };
}

/** How the mail came in: by TLS, in clear, or not at all. */
async function wayOf(
  script: ScriptedServerOptions,
  settings: MailModuleOptions,
): Promise<{ way: string; error?: string; lines: readonly string[] }> {
  return withServer(script, trusting(settings), async ({ mailer, server }) => {
    const sent = await mailer.send(message('x')).then(
      () => ({}),
      (error: unknown) => ({ error: String(error) }),
    );
    return { way: arrival(server), lines: server.lines, ...sent };
  });
}

function arrival({ mails: [mail] }: ScriptedServer): string {
  if (mail === undefined) return 'not at all';
  return mail.tls ? 'TLS' : 'clear';
}

describe('STARTTLS', () => {
  it.each([
    ['offered, enabled', 'starttls', ENABLE, 'TLS'],
    ['offered, required', 'starttls', REQUIRE, 'TLS'],
    ['offered, not asked for', 'starttls', {}, 'clear'],
    ['not offered, enabled', 'none', ENABLE, 'clear'],
    ['not offered, required', 'none', REQUIRE, 'not at all'],
    ['not offered, not asked for', 'none', {}, 'clear'],
  ] as const)('%s: a mail without sign-in goes as it should (C45)', async (_how, tls, properties, way) => {
    await expect(wayOf({ tls }, { properties })).resolves.toMatchObject({ way });
  });

  it.each([
    ['offered, enabled', 'starttls', ENABLE, 'TLS'],
    ['offered, required', 'starttls', REQUIRE, 'TLS'],
    ['not offered, enabled', 'none', ENABLE, 'not at all'],
    ['not offered, required', 'none', REQUIRE, 'not at all'],
  ] as const)('%s: a password never goes in clear (C45)', async (_how, tls, properties, way) => {
    const { lines, ...outcome } = await wayOf({ tls, users }, { ...account, properties });
    expect(outcome).toMatchObject({ way });
    expect(lines.some((line) => line.startsWith('AUTH'))).toBe(way === 'TLS');
  });

  it('that is not offered and required is explained (C45)', async () => {
    const { error } = await wayOf({}, { properties: REQUIRE });
    expect(error).toMatch(/does not offer STARTTLS.*spring\.mail\.port/u);
  });

  it.each([ENABLE, REQUIRE])(
    'that is offered and then refused with 454 sends nothing, with %j (C45)',
    async (properties) => {
      const { way, error } = await wayOf(
        { tls: 'starttls', on: { STARTTLS: '454 4.7.0 TLS not available' } },
        { properties },
      );
      expect(way).toBe('not at all');
      expect(error).toContain('"454 4.7.0 TLS not available"');
      expect(error).not.toContain('does not offer STARTTLS');
    },
  );

  it.each([ENABLE, REQUIRE])(
    'with a certificate that is not trusted sends nothing, with %j (C45)',
    async (properties) => {
      const untrusting = { ssl: {}, properties };
      const { way, error } = await wayOf({ tls: 'starttls' }, untrusting);
      expect(way).toBe('not at all');
      expect(error).toContain('truststore.certificate');
    },
  );

  it('required beside TLS from the first byte is met by that TLS (C45)', async () => {
    const properties = { ...REQUIRE, 'mail.smtp.ssl.enable': true };
    await expect(wayOf({ tls: 'implicit' }, { properties })).resolves.toMatchObject({ way: 'TLS' });
  });

  it('is followed by a new EHLO, and what was offered before does not count', async () => {
    const { lines } = await wayOf({ tls: 'starttls' }, { properties: ENABLE });
    expect(lines.map((line) => line.split(/[ :]/u)[0]).slice(0, 4)).toEqual([
      'EHLO',
      'STARTTLS',
      'EHLO',
      'MAIL',
    ]);
  });
});

describe('credentials without TLS', () => {
  const elsewhere: MailModuleOptions = { host: 'mail.example.test', ...account };

  it('for a host that is not this machine stop the boot (C44)', () => {
    const [fault] = faultsOf(() => mailerFor(elsewhere));
    expect(fault).toMatchObject({
      key: 'spring.mail.password',
      problem: expect.stringContaining('in clear'),
    });
  });

  it.each([
    ['are sent when that host is named', { allowPlaintextCredentials: 'mail.example.test' }, 'clear', true],
    ['are not sent because STARTTLS was stripped', { properties: ENABLE }, 'not at all', false],
  ])('%s (C45)', async (_what, settings: MailModuleOptions, way, signedIn) => {
    const proxy = tunnel();
    const port = await listen(proxy);
    const properties = {
      ...settings.properties,
      'mail.smtp.proxy.host': '127.0.0.1',
      'mail.smtp.proxy.port': port,
    };
    const { lines, ...outcome } = await wayOf({ users }, { ...elsewhere, ...settings, properties });
    proxy.close();
    expect(outcome).toMatchObject({ way });
    expect(lines.some((line) => line.startsWith('AUTH'))).toBe(signedIn);
  });
});

describe('TLS from the first byte', () => {
  it.each([
    ['spring.mail.ssl.enabled (C33)', { ssl: { bundle: 'test', enabled: true } }],
    ['protocol smtps (C33)', { protocol: 'smtps' }],
    ['mail.smtp.ssl.enable', { properties: { 'mail.smtp.ssl.enable': true } }],
  ] as const)('is what %s means', async (_key, settings) => {
    await expect(wayOf({ tls: 'implicit' }, settings)).resolves.toMatchObject({ way: 'TLS' });
  });

  const oldIdiom = {
    'mail.smtp.socketFactory.class': 'javax.net.ssl.SSLSocketFactory',
    'mail.smtp.socketFactory.fallback': true,
  };

  it('is what the old socketFactory idiom means, at its port (C53)', () =>
    withServer({ tls: 'implicit' }, {}, async ({ server }) => {
      const properties = { ...oldIdiom, 'mail.smtp.socketFactory.port': server.port };
      const mailer = mailerFor(trusting({ port: 1, properties }));
      await mailer.send(message('x'));
      await mailer.close();
      expect(arrival(server)).toBe('TLS');
    }));

  it('is never given up for clear text, whatever the old socketFactory idiom says (C53)', async () => {
    await expect(wayOf({}, { properties: oldIdiom })).resolves.toMatchObject({
      way: 'not at all',
      error: expect.stringContaining('does not speak TLS'),
    });
  });

  it.each([
    ['an unknown authority (C36)', 'selfSigned', {}, 'not at all'],
    [
      'an unknown authority, and verify-hostname: false',
      'selfSigned',
      { verifyHostname: false },
      'not at all',
    ],
    ['another name', 'wrongName', {}, 'not at all'],
    ['another name, and verify-hostname: false (C34)', 'wrongName', { verifyHostname: false }, 'TLS'],
    ['a date that is over', 'expired', {}, 'not at all'],
    ['a date that is over, and verify-hostname: false', 'expired', { verifyHostname: false }, 'not at all'],
  ] as const)('with a certificate of %s', async (_what, name, ssl, way) => {
    const settings = { ssl: { bundle: 'test', enabled: true, ...ssl } };
    const script = { tls: 'implicit', tlsOptions: made[name] } as const;
    await expect(wayOf(script, settings)).resolves.toMatchObject({ way });
  });

  it.each(['*', 'localhost'])('trusts every certificate by ssl.trust: %s', async (trust) => {
    const properties = { 'mail.smtp.ssl.enable': true, 'mail.smtp.ssl.trust': trust };
    const script = { tls: 'implicit', tlsOptions: made.selfSigned } as const;
    await expect(wayOf(script, { ssl: {}, properties })).resolves.toMatchObject({ way: 'TLS' });
  });

  it('at a port that speaks in clear is explained (C36)', async () => {
    const { way, error } = await wayOf({ tls: 'starttls' }, { ssl: { bundle: 'test', enabled: true } });
    expect(way).toBe('not at all');
    expect(error).toMatch(/does not speak TLS from the first byte/u);
  });

  it('is expected by a port that says nothing to those who do not begin with it (C36)', async () => {
    const properties = { 'mail.smtp.connectiontimeout': '200ms' };
    const { way, error } = await wayOf({ tls: 'implicit' }, { properties });
    expect(way).toBe('not at all');
    expect(error).toContain('ssl.enable: true');
  });

  it.each([
    ['TLSv1.2', 'TLSv1.2', 'TLS'],
    ['TLSv1.3', 'TLSv1.2', 'not at all'],
    ['TLSv1.2', 'TLSv1.3', 'not at all'],
    ['TLSv1.2 TLSv1.3', 'TLSv1.3', 'TLS'],
  ] as const)('with ssl.protocols %s, to a server of %s, goes: %s', async (protocols, version, way) => {
    const script = { tls: 'implicit', tlsOptions: { minVersion: version, maxVersion: version } } as const;
    const properties = { 'mail.smtp.ssl.enable': true, 'mail.smtp.ssl.protocols': protocols };
    await expect(wayOf(script, { properties })).resolves.toMatchObject({ way });
  });

  it('shows the client certificate of the bundle to a server that asks for it', async () => {
    const script = {
      tls: 'implicit',
      tlsOptions: { requestCert: true, rejectUnauthorized: true, ca: made.ca.cert },
    } as const;
    const { cert, key } = made.good;
    const bundle = {
      truststore: { certificate: made.ca.cert },
      keystore: { certificate: cert, privateKey: key },
    };
    const settings = { properties: { 'mail.smtp.ssl.enable': true } };
    await expect(wayOf(script, { ...settings, sslBundles: { test: bundle } })).resolves.toMatchObject({
      way: 'TLS',
    });
    await expect(wayOf(script, settings)).resolves.toMatchObject({ way: 'not at all' });
  });

  it('is not forced by a bundle alone, whose certificates STARTTLS then uses (C35)', async () => {
    await expect(wayOf({ tls: 'starttls' }, { properties: ENABLE })).resolves.toMatchObject({ way: 'TLS' });
    await expect(wayOf({}, {})).resolves.toMatchObject({ way: 'clear' });
  });
});

/** An HTTP proxy that leads every name to this machine. */
function tunnel(): Server {
  return createServer((inner) => {
    inner.on('error', () => undefined);
    inner.once('data', (chunk) => {
      const port = Number(/^CONNECT .+:(\d+) /u.exec(chunk.toString())?.[1]);
      inner.write('HTTP/1.1 200 OK\r\n\r\n');
      const outer = connect(port, '127.0.0.1').on('error', () => undefined);
      inner.pipe(outer).pipe(inner);
    });
  });
}
