import { DKIM_PROPERTIES } from './dkim-properties.js';
import { QUEUE_PROPERTIES } from './queue-properties.js';
import type { MailKey } from './mail-key.js';
import { UNSUBSCRIBE_PROPERTIES } from './unsubscribe-properties.js';

/** Every key below `nest.mail.`, or below a named mailer; `*` stands for any name. The documentation page is made from it. */
export const NEST_PROPERTIES = {
  preset: {
    type: 'text',
    effect: 'applied',
    note: 'Host, port and security of a provider; what is written beside it wins',
  },
  'defaults.from': { type: 'text', effect: 'applied', note: 'From of messages that have none' },
  'defaults.reply-to': { type: 'text', effect: 'applied', note: 'Reply-To of messages that have none' },
  'defaults.headers.*': {
    type: 'text',
    effect: 'applied',
    note: 'Headers of every message that does not set them',
  },
  'pool.max-connections': {
    type: 'integer',
    default: '5',
    effect: 'applied',
    note: 'Most connections at a time',
  },
  'pool.max-messages': {
    type: 'integer',
    default: 'no limit',
    effect: 'applied',
    note: 'Mails after which a connection is replaced',
  },
  'pool.idle-timeout': {
    type: 'milliseconds',
    default: '1 min',
    effect: 'applied',
    note: 'Time after which an idle connection is closed; 30s and 2m are understood',
  },
  'pool.window': {
    type: 'integer',
    default: '1',
    effect: 'applied',
    note: 'Mails a connection may hand over with BDAT before the first is answered; above 1, a line that dies leaves as many unknown',
  },
  'tls.fingerprint': {
    type: 'list',
    effect: 'applied',
    note: "SHA-256 fingerprint of the server's certificate, several with commas: no other is accepted, and these without a look at issuer, name and date",
  },
  'tls.requiretls': {
    type: 'boolean',
    default: 'false',
    effect: 'applied',
    note: 'true asks every server on the way for TLS (REQUIRETLS, RFC 8689); a mail server that does not know it gets no mail',
  },
  'oauth2.provider': {
    type: 'text',
    default: 'that of the mail server, where it is known',
    effect: 'applied',
    note: 'google or microsoft: who gives out the access tokens that sign in by XOAUTH2',
  },
  'oauth2.tenant': {
    type: 'text',
    default: 'common, with a refresh token',
    effect: 'applied',
    note: 'Organisation at Microsoft: its id or domain',
  },
  'oauth2.token-url': {
    type: 'text',
    effect: 'applied',
    note: 'Address of the token endpoint of another provider; mail.smtp.connectiontimeout is its limit, too',
  },
  'oauth2.client-id': { type: 'text', effect: 'applied', note: 'The application, as it was registered' },
  'oauth2.client-secret': { type: 'text', effect: 'applied', note: 'Its secret, where it has one' },
  'oauth2.refresh-token': {
    type: 'text',
    effect: 'applied',
    note: 'What the user of the account agreed to; without it the application signs in by itself (client credentials)',
  },
  'oauth2.scope': {
    type: 'text',
    default: 'what sending takes at Microsoft',
    effect: 'applied',
    note: 'Scopes to ask for, with blanks between them',
  },
  'rate-limit.messages': {
    type: 'integer',
    default: 'no limit',
    effect: 'applied',
    note: 'Most mails in any interval, over all connections of the mailer',
  },
  'rate-limit.interval': {
    type: 'milliseconds',
    default: '1 s',
    effect: 'applied',
    note: 'The interval, wherever it begins; 30s, 1m and 1h are understood',
  },
  'send-timeout': {
    type: 'milliseconds',
    default: 'no limit',
    effect: 'applied',
    note: 'Limit for each mail from its hand-over to the last reply, waiting for a connection included',
  },
  failover: {
    type: 'list',
    effect: 'applied',
    note: 'Names of mailers that send, in this order, while the server of this one does not work',
  },
  'round-robin': {
    type: 'list',
    effect: 'applied',
    note: 'Names of mailers that send by turns with this one, and for each other when one does not work',
  },
  weight: {
    type: 'integer',
    default: '1',
    effect: 'applied',
    note: 'Share of the mails that this mailer has where mailers send by turns',
  },
  'probe-after': {
    type: 'milliseconds',
    default: '30 s',
    effect: 'applied',
    note: 'Time after which a server that did not work is probed, to go back to it; 30s and 2m are understood',
  },
  ...QUEUE_PROPERTIES,
  ...DKIM_PROPERTIES,
  'allow-plaintext-credentials': {
    type: 'text',
    effect: 'applied',
    note: 'Hosts, with commas, that credentials may go to without TLS; this machine always may',
  },
} as const satisfies Record<string, MailKey>;

/** Keys that are there once, not for each mailer. */
export const NEST_ROOT_PROPERTIES = {
  ...UNSUBSCRIBE_PROPERTIES,
  'mailers.*': {
    type: 'text',
    effect: 'applied',
    note: 'Further mailers by name, each with the keys of spring.mail and of nest.mail',
  },
  'dry-run': {
    type: 'boolean',
    default: 'false',
    effect: 'applied',
    note: 'true sends nothing: receipts name every recipient as left out',
  },
  'allowed-recipients': {
    type: 'list',
    effect: 'applied',
    note: 'Addresses, and domains as @example.org, with commas, that may get mail; all others are left out and named in the receipt',
  },
  'redirect-to': {
    type: 'text',
    effect: 'applied',
    note: 'The one address that all mail goes to; its headers stay as they are',
  },
  'attachments.roots': {
    type: 'list',
    effect: 'applied',
    note: 'Folders, with commas, that attachments may be read from by path; without it every path is refused',
  },
  'attachments.hosts': {
    type: 'list',
    effect: 'applied',
    note: 'Hosts, with commas, that attachments may be fetched from by https; `http://host:port` where it has to be that, and the address or network (10.0.0.0/8) of one inside a private range beside its name; without it every address is refused',
  },
  'attachments.max-size': {
    type: 'bytes',
    default: '25MB',
    effect: 'applied',
    note: 'Most bytes of all files of a mail; 512KB, 25MB and 1GB are understood',
  },
  'attachments.timeout': {
    type: 'milliseconds',
    default: '30 s',
    effect: 'applied',
    note: 'Limit for reading and fetching the files of a mail; 30s and 2m are understood',
  },
  strict: { type: 'boolean', default: 'false', effect: 'applied', note: 'true lets warnings stop the boot' },
} as const satisfies Record<string, MailKey>;
