import type { Security } from './security.js';

/** A mail provider whose host, ports and security are known. */
export interface Preset {
  /** Value of `nest.mail.preset`. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly host: string;
  /** Ports it listens on, the recommended one first. */
  readonly ports: readonly { readonly port: number; readonly security: Security }[];
  /** What its users must do before a program may sign in. */
  readonly signIn?: string;
}

const IMPLICIT_TLS = { port: 465, security: 'implicit-tls' } as const;
const STARTTLS = { port: 587, security: 'starttls' } as const;
const OAUTH2 =
  'register an application with the provider and set nest.mail.oauth2.client-id, client-secret and refresh-token instead of the password';

/** The providers whose sign-in takes more than a password, and those of Korea. All others are nodemailer's. */
export const PRESETS: readonly (Preset & { readonly aliases?: readonly string[] })[] = [
  {
    name: 'gmail',
    aliases: ['Google Mail', 'gmail.com', 'googlemail.com'],
    title: 'Gmail',
    host: 'smtp.gmail.com',
    ports: [IMPLICIT_TLS, STARTTLS],
    signIn:
      'Gmail takes no account password from programs ("less secure apps" no longer exists): switch on 2-Step Verification, create an app password at https://myaccount.google.com/apppasswords and use its 16 letters as the password, or use OAuth2.',
  },
  {
    name: 'naver',
    aliases: ['naver.com'],
    title: 'Naver',
    host: 'smtp.naver.com',
    ports: [IMPLICIT_TLS, STARTTLS],
    signIn:
      'In Naver Mail open Settings > POP3/IMAP and switch IMAP/SMTP on; then switch on two-step verification and use an application password. The username is the ID without @naver.com.',
  },
  {
    name: 'daum',
    aliases: ['hanmail', 'daum.net', 'hanmail.net'],
    title: 'Daum',
    host: 'smtp.daum.net',
    ports: [IMPLICIT_TLS],
    signIn:
      'In Daum Mail open Settings > IMAP/POP3 and switch IMAP/SMTP on, then create an app password in the Kakao account and use it as the password.',
  },
  {
    name: 'kakao',
    aliases: ['kakao.com'],
    title: 'Kakao Mail',
    host: 'smtp.kakao.com',
    ports: [IMPLICIT_TLS],
    signIn:
      'In Kakao Mail open Settings > IMAP/POP3 and switch IMAP/SMTP on, then create an app password in the Kakao account and use it as the password.',
  },
  {
    name: 'nate',
    aliases: ['nate.com'],
    title: 'Nate Mail',
    host: 'smtp.mail.nate.com',
    ports: [IMPLICIT_TLS, STARTTLS],
    signIn: 'In Nate Mail open the settings and allow external mail programs (POP3/SMTP).',
  },
  {
    name: 'naver-works',
    aliases: ['works', 'worksmobile'],
    title: 'NAVER WORKS',
    host: 'smtp.worksmobile.com',
    ports: [IMPLICIT_TLS, STARTTLS],
    signIn:
      'In NAVER WORKS Mail open Settings > IMAP/SMTP and switch it on (an administrator may have to allow it), then create an external app password and use it as the password. The username is the whole address.',
  },
  {
    name: 'nhn-cloud',
    aliases: ['toast'],
    title: 'NHN Cloud Email',
    host: 'smtp-mail.nhncloudservice.com',
    ports: [
      IMPLICIT_TLS,
      STARTTLS,
      { port: 2465, security: 'implicit-tls' },
      { port: 2587, security: 'starttls' },
      { port: 25, security: 'starttls' },
    ],
    signIn: 'The username is the AppKey of the Email service in the console, the password its SecretKey.',
  },
  {
    name: 'outlook365',
    aliases: ['Office 365', 'Microsoft 365'],
    title: 'Microsoft 365',
    host: 'smtp.office365.com',
    ports: [STARTTLS],
    signIn: `Microsoft 365 gives up passwords for SMTP in favour of OAuth2: ${OAUTH2}. Where passwords still work, an administrator has to allow "Authenticated SMTP" for the mailbox.`,
  },
  {
    name: 'outlook',
    aliases: ['hotmail', 'outlook.com', 'hotmail.com'],
    title: 'Outlook.com',
    host: 'smtp-mail.outlook.com',
    ports: [STARTTLS],
    signIn: `Outlook.com takes no passwords from programs, only OAuth2: ${OAUTH2}.`,
  },
  {
    name: 'icloud',
    aliases: ['me', 'mac', 'me.com', 'mac.com', 'icloud.com'],
    title: 'iCloud Mail',
    host: 'smtp.mail.me.com',
    ports: [STARTTLS],
    signIn:
      'iCloud takes no account password from programs: create an app-specific password at https://account.apple.com (Sign-In and Security) and use it as the password. The username is the whole address.',
  },
  {
    name: 'yahoo',
    aliases: ['yahoo.com'],
    title: 'Yahoo Mail',
    host: 'smtp.mail.yahoo.com',
    ports: [IMPLICIT_TLS, STARTTLS],
    signIn:
      'Yahoo takes no account password from programs: create an app password under Account Security and use it as the password. The username is the whole address.',
  },
];
