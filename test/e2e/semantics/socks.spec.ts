import { beforeAll, describe, expect, it } from '@jest/globals';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';
import { type Certificates, certificates } from '../../support/certificates.js';
import type { ScriptedServerOptions } from '../../support/scripted-server.js';
import { type SocksAnswer, socksProxy, type SocksProxy } from '../../support/socks-proxy.js';
import { message, type Pair, rejection, taken, withServer } from '../../support/with-server.js';

let made: Certificates;
beforeAll(async () => {
  made = await certificates();
});

async function throughProxy(
  answer: SocksAnswer,
  script: ScriptedServerOptions,
  properties: NonNullable<MailModuleOptions['properties']>,
  test: (pair: Pair & { readonly proxy: SocksProxy }) => Promise<void>,
): Promise<void> {
  await using proxy = await socksProxy(answer);
  const settings = {
    host: 'localhost',
    username: 'ann',
    password: 'hunter2',
    ssl: { bundle: 'test' },
    sslBundles: { test: { truststore: { certificate: made.ca.cert } } },
    properties: { 'mail.smtp.socks.host': '127.0.0.1', 'mail.smtp.socks.port': proxy.port, ...properties },
  };
  await withServer({ users: { ann: 'hunter2' }, ...script }, settings, (pair) => test({ ...pair, proxy }));
}

describe('a SOCKS proxy', () => {
  it.each([
    ['STARTTLS', 'starttls', { 'mail.smtp.starttls.enable': true }],
    ['TLS from the first byte', 'implicit', { 'mail.smtp.ssl.enable': true }],
  ] as const)('leads to the mail server, whose name it resolves, with %s', (_how, tls, properties) =>
    throughProxy('connected', { tls }, properties, async ({ mailer, server, proxy }) => {
      await mailer.send(message('one'));
      await mailer.send([message('two'), message('three')]);
      expect(taken(server)).toEqual(['one', 'two', 'three']);
      expect(server.mails.every((mail) => mail.tls)).toBe(true);
      expect(proxy.asked).toEqual([`localhost:${server.port}`, `localhost:${server.port}`]);
    }),
  );

  it.each([
    ['refuses', 'not allowed', {}],
    ['says nothing', 'silence', { 'mail.smtp.connectiontimeout': '300ms' }],
  ] as const)('that %s is named, and nothing goes past it', (_what, answer, properties) =>
    throughProxy(answer, {}, properties, async ({ mailer, server }) => {
      const error = await rejection(mailer.send(message('x')));
      expect(error).toMatchObject({
        name: 'MailSendError',
        outcome: 'refused',
        permanent: false,
        diagnosis: { cause: 'proxy', key: 'spring.mail.properties.mail.smtp.socks.host' },
      });
      expect(server.sessions).toHaveLength(0);
    }),
  );

  it('that is not there is named, and is not taken for the mail server', async () => {
    const gone = await socksProxy();
    await gone[Symbol.asyncDispose]();
    const properties = { 'mail.smtp.socks.host': '127.0.0.1', 'mail.smtp.socks.port': gone.port };
    await withServer({}, { properties }, async ({ mailer, server }) => {
      const error = await rejection(mailer.send(message('x')));
      expect(error).toMatchObject({ diagnosis: { cause: 'proxy' } });
      expect(server.sessions).toHaveLength(0);
    });
  });

  it('that says nothing does not keep a mailer from closing', () =>
    throughProxy('silence', {}, {}, async ({ mailer, proxy }) => {
      const sent = rejection(mailer.send(message('x'), { timeout: 200 }));
      await expect(sent).resolves.toMatchObject({ diagnosis: { cause: 'send-timeout' } });
      expect(proxy.asked).toHaveLength(1);
      await expect(mailer.close()).resolves.toBe(0);
    }));
});
