import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { MailAuthenticationError } from '../../../lib/errors/mail-authentication.error.js';
import { MailSendError } from '../../../lib/errors/mail-send.error.js';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';
import type { ScriptedServer } from '../../support/scripted-server.js';
import { token, type TokenAnswer, tokenServer, type TokenServer } from '../../support/token-server.js';
import { message, type Pair, rejection, taken, withServer } from '../../support/with-server.js';

const SECRET = 'client-secret-7f3a';
const REFRESH = 'refresh-token-91bc';

function settings(tokenUrl: string): MailModuleOptions {
  return {
    username: 'ann@a.example',
    oauth2: { tokenUrl, clientId: 'app-1', clientSecret: SECRET, refreshToken: REFRESH, scope: 'mail.send' },
  };
}

/** A mailer whose tokens come from an endpoint, and a server that takes the tokens of `users`. */
async function withTokens(
  answers: readonly TokenAnswer[],
  accepted: string,
  test: (pair: Pair & { readonly endpoint: TokenServer }) => Promise<void>,
  changes: MailModuleOptions = {},
): Promise<void> {
  await using endpoint = await tokenServer(...answers);
  const script = { users: { 'ann@a.example': accepted }, auth: ['PLAIN', 'XOAUTH2'] };
  await withServer(script, { ...settings(endpoint.url), ...changes }, (pair) => test({ ...pair, endpoint }));
}

function tokensOf({ sessions }: ScriptedServer): string[] {
  return sessions.flatMap(({ signIns }) => signIns.map(({ secret }) => secret));
}

function expectNoSecret(error: unknown): void {
  const shown = [
    String(error),
    inspect(error, { depth: 20, showHidden: true }),
    JSON.stringify(error),
  ].join();
  for (const secret of [SECRET, REFRESH, 'access-1', 'access-2'])
    for (const form of [secret, Buffer.from(secret).toString('base64')]) expect(shown).not.toContain(form);
}

describe('access tokens', () => {
  it('are asked for with what the settings say, once for all connections, and sign in by XOAUTH2', () =>
    withTokens([token('access-1'), token('access-2')], 'access-1', async ({ mailer, server, endpoint }) => {
      await Promise.all(['a', 'b', 'c', 'd'].map((subject) => mailer.send(message(subject))));
      await mailer.send([message('e'), message('f')]);
      expect(taken(server).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
      expect(server.sessions.length).toBeGreaterThan(1);
      expect(new Set(tokensOf(server))).toEqual(new Set(['access-1']));
      expect(endpoint.forms).toEqual([
        {
          grant_type: 'refresh_token',
          client_id: 'app-1',
          client_secret: SECRET,
          refresh_token: REFRESH,
          scope: 'mail.send',
        },
      ]);
    }));

  it('are those of an application where there is no refresh token', async () => {
    await using endpoint = await tokenServer(token('access-1'));
    const oauth2 = { tokenUrl: endpoint.url, clientId: 'app-1', clientSecret: SECRET, scope: 'all' };
    const script = { users: { 'ann@a.example': 'access-1' }, auth: ['XOAUTH2'] };
    await withServer(script, { username: 'ann@a.example', oauth2 }, async ({ mailer }) => {
      await mailer.send(message('x'));
      expect(endpoint.forms).toEqual([
        { grant_type: 'client_credentials', client_id: 'app-1', client_secret: SECRET, scope: 'all' },
      ]);
    });
  });

  it('that are refused are replaced once', () =>
    withTokens([token('access-1'), token('access-2')], 'access-2', async ({ mailer, server, endpoint }) => {
      await mailer.send(message('x'));
      expect(tokensOf(server)).toEqual(['access-1', 'access-2']);
      expect(endpoint.forms).toHaveLength(2);
    }));

  it('that are refused though they are fresh are the fault of the account, and not asked for without end', () =>
    withTokens([token('access-1'), token('access-2')], 'another', async ({ mailer, server, endpoint }) => {
      const error = await rejection(mailer.send(message('x')));
      expect(error).toBeInstanceOf(MailAuthenticationError);
      expect(error).toMatchObject({
        diagnosis: { cause: 'oauth2-token-not-accepted', key: 'spring.mail.username' },
        message: expect.stringContaining('535 5.7.8'),
      });
      expectNoSecret(error);
      expect(tokensOf(server)).toEqual(['access-1', 'access-2']);
      expect(endpoint.forms).toHaveLength(2);
    }));
});

const refused = (error: string, description?: string): TokenAnswer => ({
  status: 400,
  fields: { error, error_description: description },
});

describe('an endpoint that gives no token', () => {
  it.each([
    ['invalid_grant', 'nest.mail.oauth2.refreshToken'],
    ['invalid_client', 'nest.mail.oauth2.clientSecret'],
    ['unauthorized_client', 'nest.mail.oauth2.clientId'],
    ['invalid_scope', 'nest.mail.oauth2.scope'],
  ])('because of %s names the key %s, and quotes no secret', (code, key) => {
    const description = `Bad token ${REFRESH} of ${SECRET}\r\nsecond line ${'x'.repeat(5000)}`;
    return withTokens([refused(code, description)], 'x', async ({ mailer, server }) => {
      const error = await rejection(mailer.send(message('x')));
      expect(error).toBeInstanceOf(MailAuthenticationError);
      expect(error).toMatchObject({
        diagnosis: { cause: 'oauth2-refused', key },
        message: expect.stringContaining(`${code} (Bad token *** of ***`),
      });
      expect(String(error).length).toBeLessThan(1000);
      expectNoSecret(error);
      expect(tokensOf(server)).toEqual([]);
    });
  });

  const html =
    (status: number): TokenAnswer =>
    (response) =>
      void response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(`<p>${SECRET}</p>`);

  it.each<[string, TokenAnswer, string]>([
    ['answers with a page', html(200), '200 (text/html)'],
    ['is not there', html(404), '404 (text/html)'],
    ['is broken', html(502), '502 (text/html)'],
    ['is busy', { status: 429, fields: { error: 'slow_down' } }, '429 (slow_down)'],
    ['is down for now', refused('temporarily_unavailable'), 'temporarily_unavailable'],
    ['answers with nothing of use', { fields: { token_type: 'Bearer' } }, '200 (application/json)'],
    [
      'leads elsewhere',
      (response) => void response.writeHead(302, { location: 'http://x.example' }).end(),
      '302',
    ],
    ['closes the line', (response) => void response.destroy(), 'ECONNRESET'],
    ['does not end', (response) => endless(response), 'does not end'],
  ])("that %s is none of the account's fault", (_what, answer, said) =>
    withTokens([answer], 'x', async ({ mailer, server }) => {
      const error = await rejection(mailer.send(message('x')));
      expect(error).toBeInstanceOf(MailSendError);
      expect(error).toMatchObject({
        outcome: 'refused',
        permanent: false,
        diagnosis: { cause: 'oauth2-unavailable', key: 'nest.mail.oauth2.tokenUrl' },
        message: expect.stringContaining(said),
      });
      expectNoSecret(error);
      expect(tokensOf(server)).toEqual([]);
    }),
  );

  it('and is not there at all is told by its address', async () => {
    const gone = await tokenServer();
    await gone[Symbol.asyncDispose]();
    await withServer(
      { users: { 'ann@a.example': 'x' }, auth: ['XOAUTH2'] },
      settings(gone.url),
      async ({ mailer }) => {
        const error = await rejection(mailer.send(message('x')));
        const host = new URL(gone.url).host;
        expect(error).toMatchObject({
          message: expect.stringContaining(`${host} could not be asked (ECONNREFUSED)`),
        });
      },
    );
  });

  it('is asked again with the next mail', () =>
    withTokens([html(502), token('access-1')], 'access-1', async ({ mailer, server }) => {
      await rejection(mailer.send(message('one')));
      await mailer.send(message('two'));
      expect(taken(server)).toEqual(['two']);
    }));

  it('because it says nothing is given up within the limit for connecting', () =>
    withTokens(
      [() => undefined],
      'x',
      async ({ mailer }) => {
        const error = await rejection(mailer.send(message('x')));
        expect(error).toMatchObject({
          name: 'MailSendError',
          permanent: false,
          diagnosis: { cause: 'oauth2-unavailable' },
          message: expect.stringContaining('did not answer within 250 ms'),
        });
      },
      { properties: { 'mail.smtp.connectiontimeout': '250ms', 'mail.smtp.timeout': '10s' } },
    ));

  it('does not keep the mailer from closing', () =>
    withTokens([() => undefined], 'x', async ({ mailer, endpoint }) => {
      const sent = rejection(mailer.send(message('x'), { timeout: 200 }));
      await sent;
      expect(endpoint.forms).toHaveLength(1);
      await expect(mailer.close()).resolves.toBe(0);
    }));
});

function endless(response: {
  write(text: string): boolean;
  once(event: 'drain', listener: () => void): unknown;
}): void {
  while (response.write('x'.repeat(65_536)));
  response.once('drain', () => endless(response));
}
