import type { MailerConfig } from '../../config/mailer-config.js';
import { type Cause, server, type WrongSetting } from '../cause.js';
import type { Observation } from '../observation.js';
import { settingName } from '../setting-name.js';

const setting = (key: string): string => `nest.mail.oauth2.${key}`;

const usesTokens = ({ credentials }: MailerConfig): boolean => credentials?.oauth2 !== undefined;

/** RFC 6749 section 5.2. */
function wrongOf({ credentials }: MailerConfig, { originalCode }: Observation): WrongSetting {
  if (originalCode === 'invalid_scope')
    return { setting: setting('scope'), expected: 'scopes that the application may ask for' };
  if (originalCode === 'invalid_grant' && credentials?.oauth2?.grant === 'refresh_token')
    return { setting: setting('refresh-token'), expected: 'a refresh token that is valid' };
  if (originalCode === 'invalid_client')
    return { setting: setting('client-secret'), expected: 'the secret of this client-id' };
  return { setting: setting('client-id'), expected: 'an application that may ask for such tokens' };
}

/** Why there is no access token, or none that the mail server takes. */
export const OAUTH2: readonly Cause[] = [
  {
    id: 'oauth2-refused',
    when: ({ code }) => code === 'oauth2-refused',
    why: (_config, { detail = '' }) => detail,
    wrong: wrongOf,
    change: (config, seen) => {
      const wrong = wrongOf(config, seen);
      const again =
        wrong.setting === setting('refresh-token')
          ? ' Refresh tokens end when they are not used, when the password changes and when the user takes them back: let the user agree once more.'
          : '';
      return `Write ${wrong.expected} as ${settingName(config, wrong.setting)}.${again}`;
    },
    authentication: true,
  },
  {
    id: 'oauth2-unavailable',
    when: ({ code, stage }, config) =>
      code === 'oauth2-unavailable' ||
      (stage === 'credentials' && code === 'ETIMEDOUT' && usesTokens(config)),
    why: (_config, { detail = '' }) => `there is no access token: ${detail}`,
    wrong: () => ({ setting: setting('token-url'), expected: 'an address that gives out access tokens' }),
    change: (config) =>
      `Try again later. Where it stays so, check ${settingName(config, setting('token-url'))} and that this machine reaches it.`,
  },
  {
    id: 'oauth2-token-not-accepted',
    when: ({ stage, reply }, config) =>
      stage === 'auth' && reply !== undefined && reply.code >= 500 && usesTokens(config),
    why: (config) => `${server(config)} did not accept the access token, which is a fresh one`,
    wrong: () => ({ setting: 'username', expected: 'the account that the token is for' }),
    change: (config) =>
      `Check that ${settingName(config, 'username')} is the account that the token is for, that ${settingName(config, setting('scope'))} allows sending, and that the account may send by SMTP ("Authenticated SMTP" at Microsoft 365).`,
    authentication: true,
  },
];
