import { type Cause, isByToken, server, type WrongSetting } from '../cause.js';
import type { Observation } from '../observation.js';
import { settingName } from '../setting-name.js';

/** What a provider's refusal of a sign-in means today. */
interface Answer {
  /** Codes of the reply, `535` or `534 5.7.9`; what has an enhanced code comes first. Default: any refusal. */
  readonly reply?: string;
  /** Continues "Sign-in failed: …". */
  readonly means: string;
  /** Default: the password is wrong. */
  readonly wrong?: WrongSetting;
}

/** A provider whose users need more than name and password. The steps are those of its preset. */
interface Provider {
  readonly id: string;
  /** Names in `PRESETS`. */
  readonly presets: readonly string[];
  /** What the password has to be. */
  readonly password: string;
  readonly answers: readonly Answer[];
}

const OAUTH2: WrongSetting = {
  setting: 'nest.mail.oauth2.client-id',
  expected: 'the id of an application that may send for this account',
};

const ANSWERS: readonly Provider[] = [
  {
    id: 'sign-in-gmail',
    presets: ['gmail'],
    password: 'an app password of 16 letters',
    answers: [
      {
        reply: '534 5.7.9',
        means:
          'Gmail wants an app password: this account has 2-Step Verification, and this is another password',
      },
      {
        reply: '534',
        means: 'Gmail does not trust this sign-in until the owner of the account confirms it in a browser',
      },
      {
        means:
          'Gmail did not accept the username and password; the password of the account itself never works',
      },
    ],
  },
  {
    id: 'sign-in-naver',
    presets: ['naver'],
    password: 'an application password of the Naver account',
    answers: [
      {
        means:
          'Naver did not accept the username and password; it answers the same while IMAP/SMTP is switched off in the mail settings',
      },
    ],
  },
  {
    id: 'sign-in-kakao',
    presets: ['daum', 'kakao'],
    password: 'an app password of the Kakao account',
    answers: [
      {
        means:
          'Daum and Kakao did not accept the username and password; they answer the same while IMAP/SMTP is switched off in the mail settings',
      },
    ],
  },
  {
    id: 'sign-in-outlook365',
    presets: ['outlook365'],
    password: 'the password of the mailbox, where Microsoft 365 still takes one',
    answers: [
      {
        reply: '535 5.7.139',
        means:
          'Microsoft 365 takes no password for this mailbox: "Authenticated SMTP" or sign-in by password is switched off for it or for the whole organisation',
        wrong: OAUTH2,
      },
      {
        reply: '550',
        means: 'Microsoft 365 no longer takes passwords from programs',
        wrong: OAUTH2,
      },
      { means: 'Microsoft 365 did not accept the username and password' },
    ],
  },
  {
    id: 'sign-in-outlook',
    presets: ['outlook'],
    password: 'an access token',
    answers: [{ means: 'Outlook.com no longer takes passwords from programs', wrong: OAUTH2 }],
  },
  {
    id: 'sign-in-icloud',
    presets: ['icloud'],
    password: 'an app-specific password',
    answers: [
      {
        means:
          'iCloud did not accept the username and password; the password of the account itself never works',
      },
    ],
  },
  {
    id: 'sign-in-yahoo',
    presets: ['yahoo'],
    password: 'an app password',
    answers: [
      {
        means:
          'Yahoo did not accept the username and password; the password of the account itself never works',
      },
    ],
  },
];

/** Why a well-known provider did not let an account in: told by its preset or host and by codes, never by texts. */
export const PROVIDERS: readonly Cause[] = ANSWERS.map((provider) => ({
  id: provider.id,
  when: (seen, config) =>
    provider.presets.includes(config.preset?.name ?? '') &&
    !isByToken(config) &&
    answerOf(provider, seen) !== undefined,
  why: (config, seen) => `${answerOf(provider, seen)?.means ?? ''} (${server(config)})`,
  wrong: (_config, seen) =>
    answerOf(provider, seen)?.wrong ?? { setting: 'password', expected: provider.password },
  change: (config) =>
    [
      `Check ${settingName(config, 'username')} and ${settingName(config, 'password')}.`,
      config.preset?.signIn ?? '',
    ]
      .join(' ')
      .trim(),
  authentication: true,
}));

function answerOf({ answers }: Provider, { stage, reply }: Observation): Answer | undefined {
  if (stage !== 'auth' || reply === undefined || reply.code < 500) return undefined;
  const given = [`${reply.code} ${reply.enhancedCode}`, `${reply.code}`];
  return answers.find((answer) => answer.reply === undefined || given.includes(answer.reply));
}
