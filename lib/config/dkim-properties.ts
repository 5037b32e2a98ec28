import type { MailKey } from './mail-key.js';

/** Every key of DKIM below `nest.mail.`, or below a named mailer. */
export const DKIM_PROPERTIES = {
  'dkim.domain': {
    type: 'text',
    effect: 'applied',
    note: 'Domain that signs every mail (DKIM), the one of From or above it',
  },
  'dkim.selector': {
    type: 'text',
    effect: 'applied',
    note: 'Name of the key; its public half is published at <selector>._domainkey.<domain>',
  },
  'dkim.private-key': {
    type: 'text',
    effect: 'applied',
    note: 'RSA or Ed25519: PEM text, a file, or base64: and either',
  },
  'dkim.private-key-password': { type: 'text', effect: 'applied', note: 'Of an encrypted private key' },
  'dkim.keys.*': {
    type: 'text',
    effect: 'applied',
    note: 'Further keys by name or number, each with domain, selector, private-key and private-key-password',
  },
} as const satisfies Record<string, MailKey>;
