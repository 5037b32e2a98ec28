import { MAIL_PROPERTIES } from './mail-properties.js';
import { NEST_PROPERTIES, NEST_ROOT_PROPERTIES } from './nest-keys.js';
import { type Preset, PRESETS } from './presets.js';
import type { MailKey } from './mail-key.js';
import { SESSION_KEYS } from './session-keys.js';
import { SMTP_KEYS } from './smtp-keys.js';
import { BUNDLE_KEYS } from './ssl-bundle-keys.js';
import { wellKnownPresets } from './well-known-presets.js';

/** What the configuration page shows. */
export interface DocumentedTables {
  /** By what their keys begin with. */
  readonly keys: Readonly<Record<string, Readonly<Record<string, MailKey>>>>;
  readonly presets: readonly (Preset & { readonly aliases?: readonly string[] })[];
}

/** Every table of keys and presets, for the documentation. */
export function documentedTables(): DocumentedTables {
  return {
    keys: {
      'spring.mail': MAIL_PROPERTIES,
      'spring.ssl.bundle.pem': BUNDLE_KEYS,
      'mail.smtp': SMTP_KEYS,
      session: SESSION_KEYS,
      'nest.mail': { ...NEST_PROPERTIES, ...NEST_ROOT_PROPERTIES },
    },
    presets: [...PRESETS, ...wellKnownPresets()],
  };
}
