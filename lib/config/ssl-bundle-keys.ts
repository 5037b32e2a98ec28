import type { MailKey } from './mail-key.js';

const NO_KEY_STORE = 'PEM texts are used as they are, without a key store';

/** Every key below `spring.ssl.bundle.pem.<name>.`. The documentation page is made from it. */
export const BUNDLE_KEYS = {
  'truststore.certificate': {
    type: 'text',
    effect: 'applied',
    note: "Certificates to trust instead of the system's authorities",
  },
  'keystore.certificate': { type: 'text', effect: 'applied', note: 'The client certificate, with its chain' },
  'keystore.private-key': {
    type: 'text',
    effect: 'applied',
    note: 'The private key of the client certificate',
  },
  'keystore.private-key-password': {
    type: 'text',
    effect: 'applied',
    note: 'The password of an encrypted private key',
  },
  'reload-on-update': {
    type: 'boolean',
    default: 'false',
    effect: 'applied',
    note: 'Files that have changed are read again for the next connection',
  },
  'truststore.private-key': { type: 'text', effect: 'ignored', note: 'Trust needs no private key' },
  'truststore.private-key-password': { type: 'text', effect: 'ignored', note: 'Trust needs no private key' },
  'truststore.type': { type: 'text', effect: 'ignored', note: NO_KEY_STORE },
  'keystore.type': { type: 'text', effect: 'ignored', note: NO_KEY_STORE },
  'truststore.verify-keys': { type: 'boolean', effect: 'ignored', note: 'Trust needs no private key' },
  'keystore.verify-keys': {
    type: 'boolean',
    effect: 'ignored',
    note: 'Certificate and private key are always compared',
  },
  'key.alias': { type: 'text', effect: 'ignored', note: NO_KEY_STORE },
  'key.password': {
    type: 'text',
    effect: 'ignored',
    note: 'The password of a private key is keystore.private-key-password',
  },
  'options.ciphers': {
    type: 'words',
    effect: 'ignored',
    note: 'Spring does not use it for mail either; mail.smtp.ssl.ciphersuites does',
  },
  'options.enabled-protocols': {
    type: 'words',
    effect: 'ignored',
    note: 'Spring does not use it for mail either; mail.smtp.ssl.protocols does',
  },
  protocol: {
    type: 'text',
    default: 'TLS',
    effect: 'ignored',
    note: 'It names a Java class; mail.smtp.ssl.protocols chooses the versions',
  },
} as const satisfies Record<string, MailKey>;
