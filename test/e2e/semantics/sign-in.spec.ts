import { describe, expect, it } from '@jest/globals';
import { MailAuthenticationError } from '../../../lib/errors/mail-authentication.error.js';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';
import { mailerFor } from '../../support/mailer-for.js';
import { faultsOf } from '../../support/faults.js';
import { drop } from '../../support/scripted-server.js';
import type { Session, SignIn } from '../../support/scripted/session.js';
import { message, rejection, withServer } from '../../support/with-server.js';

const users = { ann: 'hunter2' };
const account = { username: 'ann', password: 'hunter2' };

function signIns({ sessions }: { readonly sessions: readonly Session[] }): string[] {
  return sessions.flatMap((session) => session.signIns).map(written);
}

function written({ mechanism, username, secret }: SignIn): string {
  return `${mechanism} ${username} ${secret}`;
}

function keysOf(settings: MailModuleOptions): string[] {
  return faultsOf(() => mailerFor({ host: '127.0.0.1', ...settings })).map(({ key }) => key);
}

describe('username and password', () => {
  it.each([
    ['without mail.smtp.auth', {}],
    ['with mail.smtp.auth: true', { 'mail.smtp.auth': true }],
    ['with mail.smtp.auth: false', { 'mail.smtp.auth': false }],
  ])('%s sign in where AUTH is offered (C44)', (_how, properties) =>
    withServer({ users }, { ...account, properties }, async ({ mailer, server }) => {
      await mailer.send(message('x'));
      expect(signIns(server)).toEqual(['PLAIN ann hunter2']);
    }),
  );

  it('are not left out where AUTH is not offered: that is an error (C44)', () =>
    withServer({}, account, async ({ mailer, server }) => {
      const error = await rejection(mailer.send(message('x')));
      expect(error).toBeInstanceOf(MailAuthenticationError);
      expect(error).toMatchObject({ message: expect.stringContaining('does not offer sign-in') });
      expect(error).toMatchObject({ message: expect.stringContaining('spring.mail.username') });
      await expect(mailer.testConnection()).rejects.toThrow(MailAuthenticationError);
      expect(server.lines.filter((line) => /^(?:AUTH|MAIL)/u.test(line))).toEqual([]);
    }));

  it.each([
    ['a username alone, with mail.smtp.auth', { username: 'ann', properties: { 'mail.smtp.auth': true } }],
    ['a username alone', { username: 'ann' }],
    ['a username with an empty password', { username: 'ann', password: '' }],
  ])('stop the boot when they are %s (C44)', (_what, settings) => {
    expect(keysOf(settings)).toEqual(['spring.mail.password']);
  });

  it.each([
    ['a password alone', { password: 'hunter2' }],
    ['a password with an empty username', { username: '', password: 'hunter2' }],
  ])(
    'stop the boot when they are %s: no account of the system is named to anybody (C44)',
    (_what, settings) => {
      expect(keysOf(settings)).toEqual(['spring.mail.username']);
    },
  );

  it('that are empty mean no sign-in, unless mail.smtp.auth asks for it (C44)', () =>
    withServer({ extensions: ['AUTH PLAIN'] }, { username: '', password: '' }, async ({ mailer, server }) => {
      await mailer.send(message('x'));
      expect(signIns(server)).toEqual([]);
      const empty = { username: '', password: '', properties: { 'mail.smtp.auth': true } };
      expect(keysOf(empty)).toEqual(['spring.mail.username', 'spring.mail.password']);
    }));

  it('that are wrong are said to be wrong, are tried once, and are not shown (C44)', () =>
    withServer({ users: { ann: 'other' } }, account, async ({ mailer, server }) => {
      const error = await rejection(mailer.send(message('x')));
      expect(error).toBeInstanceOf(MailAuthenticationError);
      expect(error).toMatchObject({ message: expect.stringContaining('535 5.7.8') });
      expect(error).toMatchObject({ message: expect.stringContaining('spring.mail.password') });
      expect(error).toMatchObject({ message: expect.not.stringContaining('hunter2') });
      expect(signIns(server)).toEqual(['PLAIN ann hunter2']);
    }));

  it('that cannot be checked for now are not said to be wrong', () =>
    withServer(
      { users, on: { AUTH: '454 4.7.0 Temporary authentication failure' } },
      account,
      async ({ mailer }) => {
        const error = await rejection(mailer.send(message('x')));
        expect(error).toBeInstanceOf(MailAuthenticationError);
        expect(error).toMatchObject({ message: expect.stringContaining('at the moment') });
      },
    ));

  it('are asked for where mail is taken only from those who sign in', () =>
    withServer({ users }, {}, async ({ mailer }) => {
      const error = await rejection(mailer.send(message('x')));
      expect(error).toBeInstanceOf(MailAuthenticationError);
      expect(error).toMatchObject({ message: expect.stringContaining('530 5.7.0') });
    }));
});

describe('the sign-in methods', () => {
  it.each([
    ['PLAIN, without being told', {}, ['LOGIN', 'PLAIN', 'CRAM-MD5'], 'PLAIN'],
    ['LOGIN, where PLAIN is not offered', {}, ['LOGIN', 'NTLM'], 'LOGIN'],
    [
      'the first of auth.mechanisms',
      { 'mail.smtp.auth.mechanisms': 'LOGIN PLAIN' },
      ['PLAIN', 'LOGIN'],
      'LOGIN',
    ],
    [
      'the first of auth.mechanisms that is offered',
      { 'mail.smtp.auth.mechanisms': 'CRAM-MD5 LOGIN PLAIN' },
      ['PLAIN', 'LOGIN'],
      'LOGIN',
    ],
    ['LOGIN, when PLAIN is disabled', { 'mail.smtp.auth.plain.disable': true }, ['PLAIN', 'LOGIN'], 'LOGIN'],
    ['CRAM-MD5', { 'mail.smtp.auth.mechanisms': 'CRAM-MD5' }, ['PLAIN', 'CRAM-MD5'], 'CRAM-MD5'],
    [
      'XOAUTH2, when it is enabled and nothing else is offered',
      { 'mail.smtp.auth.xoauth2.disable': false },
      ['XOAUTH2'],
      'XOAUTH2',
    ],
    [
      'PLAIN before XOAUTH2, when both are enabled and offered',
      { 'mail.smtp.auth.xoauth2.disable': false },
      ['XOAUTH2', 'PLAIN'],
      'PLAIN',
    ],
  ] as const)('begin with %s', (_which, properties, auth, mechanism) =>
    withServer({ users, auth }, { ...account, properties }, async ({ mailer, server }) => {
      await mailer.send(message('x'));
      expect(signIns(server)).toEqual([expect.stringMatching(`^${mechanism} ann `)]);
    }),
  );

  it('that have nothing in common with the server are named with their key', () =>
    withServer(
      { users, auth: ['GSSAPI'] },
      { ...account, properties: { 'mail.smtp.auth.mechanisms': 'LOGIN' } },
      async ({ mailer }) => {
        const error = await rejection(mailer.send(message('x')));
        expect(error).toBeInstanceOf(MailAuthenticationError);
        expect(error).toMatchObject({
          message: expect.stringContaining('spring.mail.properties.mail.smtp.auth.mechanisms'),
        });
      },
    ));
});

describe('a password that is asked for', () => {
  const xoauth2 = { 'mail.smtp.auth.mechanisms': 'XOAUTH2' };

  it('is asked for by each connection, so that a changed one needs no restart', () => {
    const known: Record<string, string> = { ann: 'first' };
    const settings = { username: 'ann', password: () => Promise.resolve(known['ann']!) };
    const closing = { lastWord: '250 2.0.0 Ok' };
    return withServer({ users: known, on: { MESSAGE: closing } }, settings, async ({ mailer, server }) => {
      await mailer.send(message('one'));
      await server.idle();
      known['ann'] = 'second';
      await mailer.send(message('two'));
      expect(signIns(server)).toEqual(['PLAIN ann first', 'PLAIN ann second']);
    });
  });

  it('can be a token, and is asked for again when that is refused (XOAUTH2)', () => {
    const tokens = ['stale', 'fresh', 'later'];
    const settings = { username: 'ann', password: () => tokens.shift()!, properties: xoauth2 };
    return withServer(
      { users: { ann: 'fresh' }, auth: ['PLAIN', 'XOAUTH2'] },
      settings,
      async ({ mailer, server }) => {
        await mailer.send(message('x'));
        expect(signIns(server)).toEqual(['XOAUTH2 ann stale', 'XOAUTH2 ann fresh']);
        expect(tokens).toEqual(['later']);
      },
    );
  });

  it('can be a token, which is not tried for ever', () => {
    const settings = { username: 'ann', password: () => 'secret-token', properties: xoauth2 };
    return withServer(
      { users: { ann: 'other' }, auth: ['XOAUTH2'] },
      settings,
      async ({ mailer, server }) => {
        const error = await rejection(mailer.send(message('x')));
        expect(error).toBeInstanceOf(MailAuthenticationError);
        expect(error).toMatchObject({ message: expect.not.stringContaining('secret-token') });
        expect(signIns(server)).toEqual(['XOAUTH2 ann secret-token', 'XOAUTH2 ann secret-token']);
      },
    );
  });

  it('may take longer to come than a reply of the server', () => {
    const password = (): Promise<string> => new Promise((resolve) => setTimeout(resolve, 900, 'hunter2'));
    const settings = { username: 'ann', password, properties: { 'mail.smtp.timeout': '600ms' } };
    return withServer({ users }, settings, async ({ mailer, server }) => {
      await mailer.send(message('x'));
      expect(signIns(server)).toEqual(['PLAIN ann hunter2']);
    });
  });

  it('and cannot be given stops the send with that cause', () => {
    const cause = new Error('the vault is sealed');
    const settings = { username: 'ann', password: () => Promise.reject(cause) };
    return withServer({ users }, settings, async ({ mailer, server }) => {
      const error = await rejection(mailer.send(message('x')));
      expect(error).toBeInstanceOf(MailAuthenticationError);
      expect(error).toMatchObject({ message: expect.stringContaining('function that gives the password') });
      expect(causesOf(error)).toContainEqual(expect.objectContaining({ message: 'the vault is sealed' }));
      expect(signIns(server)).toEqual([]);
    });
  });
});

describe('a sign-in whose line dies', () => {
  it('is no wrong password', () =>
    withServer({ users, on: { AUTH: drop } }, account, async ({ mailer }) => {
      const error = await rejection(mailer.send(message('x')));
      expect(error).toMatchObject({ name: 'MailSendError', outcome: 'refused', permanent: false });
    }));
});

function causesOf(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}
