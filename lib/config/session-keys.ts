import type { MailKey } from './mail-key.js';

const NO_TRACE = 'The dialogue with the server is not logged; a failure tells the last reply';

/** Keys of the whole session. `*` stands for the rest of the name. */
export const SESSION_KEYS = {
  'mail.debug': { type: 'boolean', default: 'false', effect: 'ignored', note: NO_TRACE },
  'mail.debug.auth': { type: 'boolean', effect: 'ignored', note: NO_TRACE },
  'mail.debug.auth.username': { type: 'boolean', effect: 'ignored', note: NO_TRACE },
  'mail.debug.auth.password': { type: 'boolean', effect: 'ignored', note: NO_TRACE },
  'mail.debug.quote': { type: 'boolean', effect: 'ignored', note: NO_TRACE },
  'mail.socket.debug': { type: 'boolean', effect: 'ignored', note: NO_TRACE },
  'mail.user': {
    type: 'text',
    effect: 'applied',
    note: 'Username when spring.mail.username and mail.smtp.user are missing',
  },
  'mail.host': { type: 'text', effect: 'ignored', note: 'spring.mail.host decides' },
  'mail.from': {
    type: 'text',
    effect: 'ignored',
    note: 'Set nest.mail.defaults.from for messages without From',
  },
  'mail.transport.protocol': { type: 'text', effect: 'ignored', note: 'spring.mail.protocol decides' },
  'mail.mime.address.strict': {
    type: 'boolean',
    effect: 'ignored',
    note: 'Addresses are always read strictly',
  },
  'mail.mime.allowutf8': {
    type: 'boolean',
    effect: 'ignored',
    note: 'SMTPUTF8 is used when an address needs it',
  },
  'mail.mime.*': {
    type: 'text',
    effect: 'ignored',
    note: 'It is a system property of the JVM and has no effect here in Spring either',
  },
  'mail.event.*': { type: 'object', effect: 'ignored', note: 'Java listeners have no meaning in Node' },
  'mail.store.*': { type: 'text', effect: 'ignored', note: 'It is for reading mail' },
  'mail.replyallcc': { type: 'boolean', effect: 'ignored', note: 'It is for answering mail' },
  'mail.alternates': { type: 'text', effect: 'ignored', note: 'It is for answering mail' },
} as const satisfies Record<string, MailKey>;
