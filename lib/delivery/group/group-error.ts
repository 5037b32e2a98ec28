import type { MailerConfig } from '../../config/mailer-config.js';

/** What one member of a group failed with, and the settings that explain it. */
export interface MemberFailure {
  readonly error: unknown;
  readonly server?: MailerConfig | undefined;
}

/** A group did not send a mail: one member had the last word on it, or all failed. */
export class GroupError extends Error {
  override readonly name = 'GroupError';

  /** @param failures in the order in which the members were asked; the last is the one that decided */
  constructor(readonly failures: readonly MemberFailure[]) {
    super('No transport of the group sent the mail.', { cause: failures.at(-1)?.error });
  }
}
