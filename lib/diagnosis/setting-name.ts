import type { MailerConfig, SettingSource } from '../config/mailer-config.js';

type Settings = Pick<MailerConfig, 'prefix' | 'sources'>;

/** A setting as the user wrote it and where, or as it is to be written when it was left out. */
export function settingName(settings: Settings, setting: string): string {
  const { key, source } = settingSource(settings, setting);
  return source === undefined ? key : `${key} (${source})`;
}

/** The same in its parts. A key of ours stands below `nest.mail`, or below its named mailer. */
export function settingSource(
  { prefix, sources }: Settings,
  setting: string,
): Pick<SettingSource, 'key'> & Partial<SettingSource> {
  return sources.get(setting) ?? { key: keyOf(setting, prefix) };
}

function keyOf(setting: string, prefix: string): string {
  if (setting.startsWith('nest.mail.') && prefix.startsWith('nest.'))
    return setting.replace('nest.mail', prefix);
  return /^(?:nest|spring)\./u.test(setting) ? setting : `${prefix}.${setting}`;
}
