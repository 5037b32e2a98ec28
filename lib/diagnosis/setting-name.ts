import type { MailerConfig } from '../config/mailer-config.js';

/** A setting as the user wrote it and where, or as it is to be written when it was left out. */
export function settingName(
  { prefix, sources }: Pick<MailerConfig, 'prefix' | 'sources'>,
  setting: string,
): string {
  const written = sources.get(setting);
  return written === undefined ? `${prefix}.${setting}` : `${written.key} (${written.source})`;
}
