/** What a vector's settings are in our words, and the key that the boot names; without a key they work. */
export interface ConfigCase {
  readonly ours: object;
  readonly key?: string;
}

const HOST = { host: '127.0.0.1', port: 2525 };

/** Settings with one key of Angus Mail. */
function smtp(key: string, value: unknown): ConfigCase {
  return {
    ours: { ...HOST, properties: { [`mail.smtp.${key}`]: value } },
    key: `spring.mail.properties.mail.smtp.${key}`,
  };
}

const works = ({ ours }: ConfigCase): ConfigCase => ({ ours });

const SIGN_IN = { username: 'u', password: 'p' };
const GARBAGE = '-----BEGIN CERTIFICATE-----\ngarbage\n-----END CERTIFICATE-----';

/** Settings that are judged while the application starts. */
export const CONFIG_CASES: Readonly<Record<string, ConfigCase>> = {
  'HDR-32': smtp('localhost', 'x\r\nMAIL FROM:<evil@x>'),
  'HDR-33': {
    ours: { ...HOST, dkim: { domain: 'good.test\r\nX-Evil: 1', selector: 's', privateKey: 'x' } },
    key: 'nest.mail.dkim.domain',
  },
  'TLS-16': {
    ours: {
      ...HOST,
      ssl: { enabled: true, bundle: 'mail' },
      sslBundles: { mail: { truststore: { certificate: GARBAGE } } },
    },
    key: 'spring.ssl.bundle.pem.mail.truststore.certificate',
  },
  'TLS-18': {
    ours: {
      ...HOST,
      properties: { 'mail.smtp.starttls.required': true, 'mail.smtp.starttls.enable': false },
    },
    key: 'spring.mail.properties.mail.smtp.starttls.enable',
  },
  'TLS-19': { ours: { ...HOST, ssl: { enabled: 'falsch' } }, key: 'spring.mail.ssl.enabled' },
  'SEC-17': { ours: { ...HOST, username: 'user:pass' }, key: 'spring.mail.password' },
  'SEC-18': {
    ours: { ...HOST, properties: { 'mail.smtp.auth': true, 'mail.smtp.auth.mechanisms': 'XOAUTH2' } },
    key: 'spring.mail.username',
  },
  // Text with a unit is understood here.
  'CFG-01': works(smtp('timeout', '5s')),
  'CFG-03': smtp('timeout', Number.POSITIVE_INFINITY),
  'CFG-04': smtp('connectiontimeout', '5 apples'),
  'CFG-06': smtp('timeout', -5),
  'CFG-07': smtp('connectiontimeout', -1),
  'CFG-09': smtp('proxy.host', 'not a url'),
  'CFG-10': smtp('proxy.host', 'ftp://x'),
  'CFG-12': { ours: { host: '' }, key: 'spring.mail.host' },
  'CFG-13': { ours: { host: null }, key: 'spring.mail.host' },
  'CFG-15': { ours: { host: 'localhost ' }, key: 'spring.mail.host' },
  'CFG-16': { ours: { host: 'localhost:2525' }, key: 'spring.mail.host' },
  'CFG-18': { ours: { ...HOST, port: 'abc' }, key: 'spring.mail.port' },
  'CFG-19': { ours: { ...HOST, port: 0 }, key: 'spring.mail.port' },
  'CFG-21': { ours: { preset: 'NoSuch' }, key: 'nest.mail.preset' },
  // What is written wins over the preset; the test looks at the host.
  'CFG-22': { ours: { ...HOST, preset: 'gmail' } },
  'CFG-24': smtp('localaddress', '999.1.1.1'),
  'CFG-25': { ours: { host: 'smtp://' }, key: 'spring.mail.host' },
  'CFG-27': { ours: { ...HOST, port: 99_999 }, key: 'spring.mail.port' },
  'CFG-28': {
    ours: { ...HOST, ...SIGN_IN, properties: { 'mail.smtp.auth.mechanisms': 'NOPE' } },
    key: 'spring.mail.properties.mail.smtp.auth.mechanisms',
  },
};
