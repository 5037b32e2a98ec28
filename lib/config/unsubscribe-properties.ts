import type { MailKey } from './mail-key.js';

/** Keys of the unsubscription links below `nest.mail.`; they are there once, not for each mailer. */
export const UNSUBSCRIBE_PROPERTIES = {
  'unsubscribe.url': {
    type: 'text',
    effect: 'applied',
    note: 'Public address of what answers one-click unsubscription; messages with unsubscribe: true get a signed link of it',
  },
  'unsubscribe.secret': {
    type: 'list',
    effect: 'applied',
    note: 'Signs the links, 32 characters or more; of several with commas, the first signs and all verify',
  },
  'unsubscribe.mailto': {
    type: 'text',
    effect: 'applied',
    note: 'Address that takes unsubscriptions by mail, named beside the link',
  },
  'unsubscribe.valid-for': {
    type: 'milliseconds',
    default: '365 d',
    effect: 'applied',
    note: 'Time for which a link works; 90d is understood',
  },
} as const satisfies Record<string, MailKey>;
