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

const PRESETS: readonly (Preset & { readonly aliases?: readonly string[] })[] = [
  {
    name: 'gmail',
    title: 'Gmail',
    host: 'smtp.gmail.com',
    ports: [IMPLICIT_TLS, STARTTLS],
    signIn:
      'Gmail takes no account password from programs ("less secure apps" no longer exists): switch on 2-Step Verification, create an app password at https://myaccount.google.com/apppasswords and use its 16 letters as the password, or use OAuth2.',
  },
  {
    name: 'naver',
    title: 'Naver',
    host: 'smtp.naver.com',
    ports: [IMPLICIT_TLS, STARTTLS],
    signIn:
      'In Naver Mail open Settings > POP3/IMAP and switch IMAP/SMTP on; with two-step verification use an application password. The username is the ID without @naver.com.',
  },
  {
    name: 'daum',
    aliases: ['hanmail'],
    title: 'Daum',
    host: 'smtp.daum.net',
    ports: [IMPLICIT_TLS],
    signIn:
      'In Daum Mail open Settings > IMAP/POP3 and switch IMAP/SMTP on, then create an app password in the Kakao account and use it as the password.',
  },
];

/** The names that `nest.mail.preset` takes, for error messages. */
export const presetNames: readonly string[] = PRESETS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);

/** Finds a preset by its name, in any case. */
export function findPreset(name: string): Preset | undefined {
  const wanted = name.toLowerCase();
  return PRESETS.find((preset) => preset.name === wanted || preset.aliases?.includes(wanted));
}

/** The provider that a host belongs to. */
export function presetOfHost(host: string): Preset | undefined {
  const wanted = host.toLowerCase();
  return PRESETS.find((preset) => preset.host === wanted);
}
