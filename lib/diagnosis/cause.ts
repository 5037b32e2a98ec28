import type { MailerConfig } from '../config/mailer-config.js';
import type { SmtpReply } from '../errors/outcome.js';
import type { Observation } from './observation.js';
import { settingName } from './setting-name.js';

/** A setting that is wrong, by its name below the prefix of its mailer, and the value it should have. */
export interface WrongSetting {
  readonly setting: string;
  readonly expected: string;
}

/** One known reason for a failure, what it means and which key to change. */
export interface Cause {
  /** Stable name, for programs and tests, and the heading in docs/troubleshooting.md. */
  readonly id: string;
  readonly when: (seen: Observation, config: MailerConfig) => boolean;
  /** Continues "The mail was not sent: …". */
  readonly why: (config: MailerConfig, seen: Observation) => string;
  /** Missing when no setting is wrong. */
  readonly wrong?: (config: MailerConfig, seen: Observation) => WrongSetting | undefined;
  /** Full sentences. */
  readonly change: (config: MailerConfig, seen: Observation) => string;
  /** The account cannot sign in: the next mail would fail in the same way. */
  readonly authentication?: true;
}

/** The mail server as people write it. */
export const server = ({ host, port }: MailerConfig): string => `${host}:${port}`;

/** `ssl.enable` below `mail.smtp` or `mail.smtps`, as a name below the prefix of the mailer. */
export const smtpSetting = ({ protocol }: MailerConfig, key: string): string =>
  `properties.mail.${protocol}.${key}`;

/** The same as the user wrote it, and where. */
export const smtpKey = (config: MailerConfig, key: string): string =>
  settingName(config, smtpSetting(config, key));

/** The reply that decided: to a command, or to the first recipient that was refused. */
export const lastReply = ({ reply, refusals }: Observation): SmtpReply | undefined =>
  reply ?? refusals[0]?.reply;

/** Whether the server gave one of these enhanced status codes (RFC 3463), whatever their class: `1.1` is 5.1.1 and 4.1.1. */
export function says(seen: Observation, ...details: readonly string[]): boolean {
  const code = lastReply(seen)?.enhancedCode?.slice(2);
  return code !== undefined && details.includes(code);
}

/** The password is an access token, and nothing else was tried. */
export const isByToken = ({ credentials }: MailerConfig): boolean =>
  credentials?.mechanisms.every((mechanism) => mechanism === 'XOAUTH2') === true;

/** The recipients that were refused, as people write them. */
export const refused = ({ refusals }: Observation): string =>
  refusals.map(({ address }) => address).join(', ') || 'the mail';
