import { describe, expect, it } from '@jest/globals';
import { MailSendError } from '../../../lib/errors/mail-send.error.js';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';
import { forEver, type Manners, rudeAt, rudeServer } from '../../support/bad-inputs/rude-server.js';
import { type Happened, sending, sendingTo } from '../../support/bad-inputs/sending.js';
import { SERVER_CASES, type ServerCase } from '../../support/bad-inputs/server-cases.js';
import { vector } from '../../support/bad-inputs/vectors.js';
import { certificates } from '../../support/certificates.js';
import { closing, scriptedServer } from '../../support/scripted-server.js';
import { message, taken, withServer } from '../../support/with-server.js';

const IMPATIENT: MailModuleOptions = { properties: { 'mail.smtp.timeout': '500ms' } };
const ASKING: MailModuleOptions = {
  username: 'u',
  password: 'p-secret',
  properties: { 'mail.smtp.timeout': '300ms', 'mail.smtp.connectiontimeout': '300ms' },
};

async function meeting({ rude, fields = {}, ...surroundings }: ServerCase): Promise<Happened> {
  if (rude === undefined) return sending(fields, surroundings);
  const server = await rudeServer(rude);
  try {
    const sent = await sendingTo(server.port, fields, surroundings.settings);
    return { ...sent, lines: [...server.lines], connections: 1, mails: [] };
  } finally {
    await server.close();
  }
}

const cases = Object.entries(SERVER_CASES).map(([id, one]) => ({ ...one, ...vector(id) }));

describe('a server that does what it should not', () => {
  it.each(cases)('$id ($expected.outcome): $expected.assert', async (one) => {
    const happened = await meeting(one);
    expect(await one.check(happened)).toEqual([]);
    expect(String(happened.error)).not.toContain('p-secret');
    expect(happened.blocked).toBeLessThan(100);
  });
});

const startTls = { 'mail.smtp.starttls.enable': true, 'mail.smtp.starttls.required': true };

describe('a certificate that nobody should trust', () => {
  it.each([
    ['TLS-07', 'selfSigned', 'untrusted-certificate', /issued by itself/u],
    [
      'TLS-09',
      'wrongName',
      'wrong-certificate-name',
      /localhost:\d+ is for another host name \(elsewhere\./u,
    ],
    ['TLS-10', 'good', 'untrusted-certificate', /issuer|trusted|authority/u],
  ] as const)('%s is told with what to do, and no mail goes', async (_id, name, cause, said) => {
    const { ca, ...made } = await certificates();
    const trusted = { truststore: { certificate: ca.cert } };
    const { error, lines } = await sending(
      {},
      {
        server: { tls: 'starttls', tlsOptions: made[name] },
        settings: {
          host: 'localhost',
          properties: startTls,
          ...(name === 'wrongName' && { ssl: { bundle: 'mail' }, sslBundles: { mail: trusted } }),
        },
      },
    );
    expect(error).toMatchObject({ diagnosis: { cause }, message: expect.stringMatching(said) });
    expect(lines.filter((line) => line.startsWith('MAIL'))).toEqual([]);
  });
});

describe('a mailer with another one behind it', () => {
  it.each([
    ['SRV-02: passes on what the first server does not take at its door', { GREETING: '554 5.7.1 no' }, 1],
    ['SRV-22: passes on nothing that the first server refused as it is', { MESSAGE: '550 5.7.1 spam' }, 0],
  ])('%s', async (_what, on, passed) => {
    const second = await scriptedServer();
    const { error } = await sending(
      {},
      {
        server: { on },
        settings: {
          failover: ['second'],
          mailers: { second: { host: '127.0.0.1', port: second.port } },
        },
      },
    );
    expect(second.mails).toHaveLength(passed);
    expect(error === undefined).toBe(passed === 1);
    await second.close();
  });
});

it('SRV-32: a line that ends between two mails is replaced, and the second goes once', () =>
  withServer(
    { on: { MESSAGE: [closing('250 2.0.0 Ok\n421 4.4.2 idle for too long'), undefined] } },
    {},
    async ({ mailer, server }) => {
      await mailer.send(message('one'));
      await mailer.send(message('two'));
      expect(taken(server)).toEqual(['one', 'two']);
      expect(server.sessions).toHaveLength(2);
    },
  ));

/** Answers whatever comes after AUTH with the same question. */
const asksForEver: Manners = (line, socket) => {
  const isKnown = line === '' || line.startsWith('EHLO');
  if (isKnown) rudeAt(/^never$/u, '')(line, socket);
  else socket.write('334 \r\n');
};

/** Bytes of other kinds than those of the vectors, and what is to come of a mail. */
const RUDE: readonly (readonly [string, Manners, MailModuleOptions, MailSendError['outcome'] | undefined])[] =
  [
    ['a banner without end', rudeAt(/^$/u, forEver('220-hello\r\n', 1)), IMPATIENT, 'refused'],
    ['a banner byte by byte', rudeAt(/^$/u, forEver('2', 20)), IMPATIENT, 'refused'],
    ['a banner that says yes and no', rudeAt(/^$/u, '554-no\r\n554 no\r\n'), {}, 'refused'],
    ['a banner of another protocol', rudeAt(/^$/u, 'HTTP/1.1 400 Bad Request\r\n\r\n'), IMPATIENT, 'refused'],
    [
      'all replies before any command',
      rudeAt(/^$/u, '220 a\r\n250 b\r\n250 c\r\n354 d\r\n250 e\r\n'),
      {},
      'refused',
    ],
    [
      'EHLO of many thousand lines',
      rudeAt(/^EHLO/u, `250-m\r\n${'250-X\r\n'.repeat(9000)}250 Y\r\n`),
      {},
      undefined,
    ],
    [
      'EHLO with names of Object.prototype',
      rudeAt(/^EHLO/u, '250-m\r\n250-__proto__ x\r\n250 constructor y\r\n'),
      {},
      undefined,
    ],
    ['a size that is none', rudeAt(/^EHLO/u, '250-m\r\n250 SIZE -5\r\n'), {}, undefined],
    ['questions without end', asksForEver, ASKING, 'refused'],
    ['a reply of a megabyte', rudeAt(/^MAIL/u, `250 ${'y'.repeat(1_000_000)}\r\n`), {}, 'refused'],
    ['a reply that does not end its line', rudeAt(/^MAIL/u, '250 ok'), IMPATIENT, 'refused'],
    ['NUL and escape sequences', rudeAt(/^MAIL/u, '550 \0\u001b[31mred\r\n'), {}, 'refused'],
    ['half a megabyte of refusal', rudeAt(/^MAIL/u, `550 ${'y'.repeat(60_000)}\r\n`), {}, 'refused'],
    ['a code that is none', rudeAt(/^MAIL/u, '999 hm\r\n'), {}, 'refused'],
    ['354 at MAIL', rudeAt(/^MAIL/u, '354 go\r\n'), {}, 'refused'],
    ['250 at DATA', rudeAt(/^DATA/u, '250 hm\r\n'), {}, 'refused'],
    ['354 twice', rudeAt(/^DATA/u, '354 a\r\n354 b\r\n'), {}, 'refused'],
    ['a reply too many', rudeAt(/^RCPT/u, '250 a\r\n250 b\r\n'), {}, 'refused'],
    ['354 after the end', rudeAt(/^\.$/u, '354 more\r\n'), {}, 'unknown'],
    ['lines without end after the end', rudeAt(/^\.$/u, forEver('250-x\r\n', 1)), IMPATIENT, 'unknown'],
  ];

describe('a server that writes what is no SMTP', () => {
  it.each(RUDE)('%s', async (_what, manners, settings, end) => {
    const server = await rudeServer(manners);
    const { error, blocked } = await sendingTo(server.port, {}, settings);
    await server.close();
    expect(error instanceof MailSendError ? error.outcome : error).toBe(end);
    expect(String(error)).not.toMatch(/\p{Cc}|.{4000}/u);
    expect(blocked).toBeLessThan(100);
  });
});
