import { type Cause, isByToken, lastReply, says, server, smtpKey, smtpSetting } from '../cause.js';
import type { Observation } from '../observation.js';
import { settingName } from '../setting-name.js';

/**
 * RFC 4954 section 6, and what Postfix (554 5.7.1) and Exchange (5.7.54, 5.7.64) say of recipients to clients without
 * sign-in; of content, 5.7.1 means spam.
 */
function wantsSignIn(seen: Observation): boolean {
  const reply = lastReply(seen);
  if (reply?.code === 530) return true;
  return seen.stage === 'rcpt' && ((reply?.code === 554 && says(seen, '7.1')) || says(seen, '7.54', '7.64'));
}

const signIn = ({ stage, reply }: Observation): boolean => stage === 'auth' && reply !== undefined;

/** Why the account was not let in. */
export const SIGN_IN: readonly Cause[] = [
  {
    id: 'auth-not-offered',
    when: ({ code }) => code === 'auth-not-offered',
    why: (config) =>
      `${server(config)} does not offer sign-in on this line, but there is a username and a password`,
    wrong: (config) =>
      config.security === 'none'
        ? { setting: smtpSetting(config, 'starttls.enable'), expected: 'true' }
        : { setting: 'username', expected: 'no username where the server has no sign-in' },
    change: (config) =>
      `Remove ${settingName(config, 'username')} and ${settingName(config, 'password')} if the server needs none; otherwise check ${settingName(config, 'port')} and set ${smtpKey(config, 'starttls.enable')}: true, since many servers offer sign-in only after STARTTLS.`,
    authentication: true,
  },
  {
    id: 'no-common-mechanism',
    when: ({ code }) => code === 'no-common-mechanism',
    why: (config) => `${server(config)} offers no sign-in method that the settings allow`,
    wrong: (config) => ({
      setting: smtpSetting(config, 'auth.mechanisms'),
      expected: 'a method that the server offers',
    }),
    change: (config) => `Change or remove ${smtpKey(config, 'auth.mechanisms')}.`,
    authentication: true,
  },
  {
    id: 'plaintext-credentials',
    when: ({ code }) => code === 'plaintext-credentials',
    why: (config) => `the line to ${server(config)} is not encrypted, so the password was not sent`,
    wrong: (config) => ({ setting: smtpSetting(config, 'starttls.enable'), expected: 'true' }),
    change: (config) =>
      `Set ${smtpKey(config, 'starttls.enable')}: true for port 587 or ${smtpKey(config, 'ssl.enable')}: true for port 465.`,
    authentication: true,
  },
  {
    id: 'no-credentials',
    when: ({ stage }) => stage === 'credentials',
    why: () => 'the function that gives the password failed',
    change: () => 'See the cause of this error.',
    authentication: true,
  },
  {
    id: 'sign-in-for-now',
    when: (seen) => signIn(seen) && (seen.reply?.code ?? 0) < 500,
    why: (config) => `${server(config)} cannot check the sign-in at the moment`,
    change: () => 'Try again later.',
    authentication: true,
  },
  {
    id: 'token-refused',
    when: (seen, config) => signIn(seen) && isByToken(config),
    why: (config) => `${server(config)} did not accept the access token`,
    wrong: () => ({ setting: 'password', expected: 'an access token of this username that is still valid' }),
    change: (config) =>
      `Give a fresh access token as ${settingName(config, 'password')}, by a function where it changes; it has to be for ${settingName(config, 'username')} and to allow sending by SMTP.`,
    authentication: true,
  },
  {
    id: 'app-password-wanted',
    when: (seen) => signIn(seen) && (seen.reply?.code === 534 || seen.reply?.enhancedCode === '5.7.9'),
    why: (config) => `${server(config)} wants another password than that of the account`,
    wrong: () => ({ setting: 'password', expected: 'an app password' }),
    change: (config) =>
      config.preset?.signIn ??
      `Create an app password in the settings of the account and write it as ${settingName(config, 'password')}.`,
    authentication: true,
  },
  {
    id: 'sign-in',
    when: signIn,
    why: (config) => `${server(config)} did not accept the username and password`,
    wrong: () => ({ setting: 'password', expected: 'the password of this username, or an app password' }),
    change: (config) =>
      [
        `Check ${settingName(config, 'username')} and ${settingName(config, 'password')}.`,
        config.preset?.signIn ?? 'Many providers want an app password here.',
      ].join(' '),
    authentication: true,
  },
  {
    // RFC 3207 and RFC 4954 give both demands the same reply.
    id: 'starttls-wanted',
    when: (seen, { security }) => lastReply(seen)?.code === 530 && security === 'none',
    why: (config) =>
      `${server(config)} takes mail only over an encrypted line, or only from those who sign in`,
    wrong: (config) => ({ setting: smtpSetting(config, 'starttls.enable'), expected: 'true' }),
    change: (config) =>
      `Set ${smtpKey(config, 'starttls.enable')}: true and, where it wants to know who sends, ${settingName(config, 'username')} and ${settingName(config, 'password')}.`,
    authentication: true,
  },
  {
    id: 'sign-in-wanted',
    when: (seen, { credentials }) => credentials === undefined && wantsSignIn(seen),
    why: (config) => `${server(config)} takes mail only from those who sign in`,
    wrong: () => ({ setting: 'username', expected: 'the name of an account, with spring.mail.password' }),
    change: (config) => `Set ${settingName(config, 'username')} and ${settingName(config, 'password')}.`,
    authentication: true,
  },
];
