import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { configOf, faultsOf, mailerOf } from '../../support/settings.js';

/** A mailer with these keys of `nest.mail.oauth2`. */
function yaml(keys: string, host = 'localhost', more = ''): string {
  return `spring.mail: {host: ${host}, port: 587, username: ann@a.example${more}, properties: {mail.smtp.starttls.enable: true}}\nnest.mail.oauth2: {${keys}}`;
}

const USER = 'client-id: id, client-secret: secret-1, refresh-token: token-1';
const APPLICATION = 'client-id: id, client-secret: secret-1';
const MICROSOFT = 'https://login.microsoftonline.com';

describe('nest.mail.oauth2', () => {
  it.each([
    ['google', yaml(`provider: google, ${USER}`), 'https://oauth2.googleapis.com/token', undefined],
    ['the host of Gmail', yaml(USER, 'smtp.gmail.com'), 'https://oauth2.googleapis.com/token', undefined],
    [
      'microsoft, for a user',
      yaml(`provider: Microsoft, ${USER}`),
      `${MICROSOFT}/common/oauth2/v2.0/token`,
      'https://outlook.office.com/SMTP.Send offline_access',
    ],
    [
      'the host of Microsoft 365, for an application',
      yaml(`tenant: contoso.example, ${APPLICATION}`, 'smtp.office365.com'),
      `${MICROSOFT}/contoso.example/oauth2/v2.0/token`,
      'https://outlook.office365.com/.default',
    ],
    [
      'an address and a scope',
      yaml(`token-url: "https://id.a.example/token", scope: mail.send, ${USER}`),
      'https://id.a.example/token',
      'mail.send',
    ],
  ])('knows where tokens are given out: %s', (_what, settings, tokenUrl, scope) => {
    const { credentials } = mailerOf(settings);
    expect(credentials).toMatchObject({ username: 'ann@a.example', mechanisms: ['XOAUTH2'] });
    expect(credentials?.oauth2).toMatchObject({ tokenUrl, clientId: 'id' });
    expect(credentials?.oauth2?.scope).toBe(scope);
    expect(credentials?.password).toBeUndefined();
  });

  it.each([
    ['provider: gogle', 'oauth2.provider', /google/u],
    [APPLICATION, 'oauth2.token-url', /google or microsoft/u],
    ['token-url: "http://id.a.example/token"', 'oauth2.token-url', /https/u],
    ['token-url: "http://127.a.example/token"', 'oauth2.token-url', /https/u],
    ['token-url: "id.a.example"', 'oauth2.token-url', /https/u],
    ['provider: google, client-id: id, client-secret: s', 'oauth2.refresh-token', /of the account/u],
    ['provider: google, refresh-token: r', 'oauth2.client-id', /registered/u],
    ['provider: microsoft, client-id: id', 'oauth2.refresh-token', /client-secret/u],
    [`provider: microsoft, ${APPLICATION}`, 'oauth2.tenant', /organisation/u],
    [`provider: microsoft, tenant: "a/b", ${USER}`, 'oauth2.tenant', /organisation/u],
    [`provider: google, client-secret: "\${NOT_SET}"`, 'oauth2.client-secret', /NOT_SET/u],
  ])('with %s stops the boot', (keys, key, advice) => {
    const fault = faultsOf(yaml(keys)).find((one) => one.key === `nest.mail.${key}`);
    expect(fault).toMatchObject({ advice: expect.stringMatching(advice) });
  });

  it('needs a username, and no password', () => {
    const without = yaml(`provider: google, ${USER}`).replace('username: ann@a.example, ', '');
    expect(faultsOf(without).map(({ key }) => key)).toEqual(['spring.mail.username']);
    const { warnings } = configOf(yaml(`provider: google, ${USER}`, 'localhost', ', password: x1'));
    expect(warnings).toMatchObject([{ key: 'spring.mail.password', value: '***' }]);
  });

  it('does not go with mechanisms that leave out XOAUTH2', () => {
    const settings = yaml(`provider: google, ${USER}`).replace(
      'properties: {',
      'properties: {mail.smtp.auth.mechanisms: PLAIN, ',
    );
    expect(faultsOf(settings)).toMatchObject([{ key: 'spring.mail.properties.mail.smtp.auth.mechanisms' }]);
  });

  it('shows no secret when it is printed', () => {
    const config = configOf(yaml(`provider: google, ${USER}`));
    const shown =
      inspect(config, { depth: 20, showHidden: true }) + JSON.stringify([...config.mailers.values()]);
    expect(shown).not.toMatch(/secret-1|token-1/u);
  });
});
