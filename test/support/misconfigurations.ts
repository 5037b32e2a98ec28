import type { Field, Settings } from './field.js';

/** A mistake that people make, and what they are to be told. */
export interface Misconfiguration {
  readonly name: string;
  readonly settings: (field: Field) => Settings;
  /** What the failure means; missing when the boot is stopped. */
  readonly cause?: string;
  /** Missing when no setting is wrong. */
  readonly key?: string;
  /** The value that the key should have, or what the advice says when the boot is stopped. */
  readonly expected?: string | RegExp;
  /** What the error says besides. */
  readonly says?: string | RegExp;
  /** The wrong setting stands in the file, so its place is told. */
  readonly isWritten?: boolean;
}

const PROPERTIES = 'spring.mail.properties.mail.smtp';
const wrongPort = { key: 'spring.mail.port', isWritten: true } as const;

const CLIENT_ID = 'the id of an application that may send for this account';

/** A sign-in that a provider refuses with this reply, which the server takes from the username. */
const atProvider = (
  preset: string,
  reply: string,
  cause: string,
  setting: 'password' | 'client-id',
  expected: string,
): Misconfiguration => ({
  name: `${preset} refuses the sign-in with ${reply}`,
  settings: ({ bare, servers }) => ({
    ...bare(servers.provider.port),
    'nest.mail.preset': preset,
    [`${PROPERTIES}.starttls.enable`]: false,
    'spring.mail.username': reply,
    'spring.mail.password': 'wr0ng',
  }),
  cause,
  key: setting === 'password' ? 'spring.mail.password' : 'nest.mail.oauth2.client-id',
  expected,
  isWritten: setting === 'password',
});

const atBoot = (name: string, key: string, value: string | number, expected: RegExp): Misconfiguration => ({
  name,
  settings: ({ good }) => ({ ...good, [key]: value }),
  key,
  expected,
  isWritten: true,
});

/** Mistakes that a server shows. */
export const MISCONFIGURATIONS: readonly Misconfiguration[] = [
  {
    name: 'TLS from the first byte at a port that speaks in clear',
    settings: ({ bare, postfix }) => ({ ...bare(postfix.plainPort), [`${PROPERTIES}.ssl.enable`]: true }),
    cause: 'tls-on-plain-port',
    key: `${PROPERTIES}.ssl.enable`,
    expected: 'false',
    isWritten: true,
  },
  {
    name: 'TLS from the first byte at a port for STARTTLS',
    settings: ({ without }) => ({
      ...without(`${PROPERTIES}.starttls.enable`),
      'spring.mail.ssl.enabled': true,
    }),
    cause: 'tls-on-plain-port',
    key: 'spring.mail.ssl.enabled',
    expected: 'false',
    isWritten: true,
  },
  {
    name: 'the protocol smtps at a port for STARTTLS',
    settings: ({ bare, postfix }) => ({ ...bare(postfix.starttlsPort), 'spring.mail.protocol': 'smtps' }),
    cause: 'tls-on-plain-port',
    key: 'spring.mail.protocol',
    expected: 'smtp',
    isWritten: true,
  },
  {
    name: 'STARTTLS at a port that expects TLS from the first byte',
    settings: ({ good, postfix }) => ({ ...good, 'spring.mail.port': postfix.tlsPort }),
    cause: 'plain-on-tls-port',
    key: `${PROPERTIES}.ssl.enable`,
    expected: 'true',
  },
  {
    name: 'STARTTLS at a server that has none',
    settings: ({ good, postfix }) => ({ ...good, 'spring.mail.port': postfix.plainPort }),
    cause: 'no-starttls',
    ...wrongPort,
    expected: '587 for STARTTLS, or 465 with TLS from the first byte',
  },
  {
    name: 'a username for a server without sign-in',
    settings: ({ good, postfix }) => ({
      ...good,
      'spring.mail.port': postfix.plainPort,
      [`${PROPERTIES}.starttls.enable`]: undefined,
    }),
    cause: 'auth-not-offered',
    key: `${PROPERTIES}.starttls.enable`,
    expected: 'true',
  },
  {
    name: 'a username without the STARTTLS that sign-in needs',
    settings: ({ without }) => without(`${PROPERTIES}.starttls.enable`),
    cause: 'auth-not-offered',
    key: `${PROPERTIES}.starttls.enable`,
    expected: 'true',
  },
  {
    name: 'no username and no STARTTLS at a port that wants both',
    settings: ({ bare, postfix }) => bare(postfix.starttlsPort),
    cause: 'starttls-wanted',
    key: `${PROPERTIES}.starttls.enable`,
    expected: 'true',
  },
  {
    name: 'no username at a port that wants one',
    settings: ({ without }) => without('spring.mail.username', 'spring.mail.password', `${PROPERTIES}.auth`),
    cause: 'sign-in-wanted',
    key: 'spring.mail.username',
    expected: 'the name of an account, with spring.mail.password',
  },
  {
    name: 'no username at a port that wants one and expects TLS from the first byte',
    settings: ({ bare, trusting, postfix }) => ({
      ...bare(postfix.tlsPort),
      ...trusting,
      'spring.mail.ssl.enabled': true,
    }),
    cause: 'sign-in-wanted',
    key: 'spring.mail.username',
    expected: 'the name of an account, with spring.mail.password',
  },
  {
    name: 'a wrong password by STARTTLS',
    settings: ({ good }) => ({ ...good, 'spring.mail.password': 'wr0ng' }),
    cause: 'sign-in',
    key: 'spring.mail.password',
    expected: 'the password of this username, or an app password',
    isWritten: true,
  },
  {
    name: 'a wrong password by TLS from the first byte',
    settings: ({ without, postfix }) => ({
      ...without(`${PROPERTIES}.starttls.enable`),
      'spring.mail.port': postfix.tlsPort,
      'spring.mail.ssl.enabled': true,
      'spring.mail.password': 'wr0ng',
    }),
    cause: 'sign-in',
    key: 'spring.mail.password',
    expected: 'the password of this username, or an app password',
    isWritten: true,
  },
  {
    name: 'a token for a server that takes passwords',
    settings: ({ good }) => ({ ...good, [`${PROPERTIES}.auth.mechanisms`]: 'XOAUTH2' }),
    cause: 'no-common-mechanism',
    key: `${PROPERTIES}.auth.mechanisms`,
    expected: 'a method that the server offers',
    isWritten: true,
  },
  {
    name: 'an authority that is not trusted',
    settings: ({ without, trusting }) => without(...Object.keys(trusting)),
    cause: 'untrusted-certificate',
    key: 'spring.mail.ssl.bundle',
    expected: "a bundle that trusts the certificate's authority",
  },
  {
    name: 'a certificate that signs itself',
    settings: ({ tls, servers }) => tls(servers.selfSigned),
    cause: 'untrusted-certificate',
    key: 'spring.mail.ssl.bundle',
    expected: "a bundle that trusts the certificate's authority",
    isWritten: true,
  },
  {
    name: 'a certificate for another name',
    settings: ({ tls, servers }) => tls(servers.wrongName),
    cause: 'wrong-certificate-name',
    key: 'spring.mail.host',
    expected: 'elsewhere.example.test',
    isWritten: true,
  },
  {
    name: 'an authority that is not trusted, by TLS from the first byte',
    settings: ({ bare, postfix }) => ({ ...bare(postfix.tlsPort), 'spring.mail.ssl.enabled': true }),
    cause: 'untrusted-certificate',
    key: 'spring.mail.ssl.bundle',
    expected: "a bundle that trusts the certificate's authority",
    says: '"test ca"',
  },
  {
    name: 'an authority that is not trusted, where STARTTLS is used if it is offered',
    settings: ({ bare, postfix }) => ({
      ...bare(postfix.starttlsPort),
      [`${PROPERTIES}.starttls.enable`]: true,
    }),
    cause: 'untrusted-certificate',
    key: 'spring.mail.ssl.bundle',
    expected: "a bundle that trusts the certificate's authority",
  },
  {
    name: 'a certificate that has expired',
    settings: ({ tls, servers }) => tls(servers.expired),
    cause: 'expired-certificate',
    says: /expired 1 day ago, on \d{4}-\d\d-\d\d/u,
  },
  {
    name: 'a client with old TLS only',
    settings: ({ good }) => ({ ...good, [`${PROPERTIES}.ssl.protocols`]: 'TLSv1.1' }),
    cause: 'old-tls',
    key: `${PROPERTIES}.ssl.protocols`,
    expected: 'TLSv1.2 TLSv1.3',
    isWritten: true,
  },
  {
    name: 'a server with old TLS only',
    settings: ({ tls, servers }) => tls(servers.oldTls),
    cause: 'old-tls',
    key: `${PROPERTIES}.ssl.protocols`,
    expected: 'TLSv1.2 TLSv1.3',
  },
  {
    name: 'a port that nothing listens on',
    settings: ({ bare, closed }) => bare(closed),
    cause: 'refused-connection',
    ...wrongPort,
    expected: 'a port that the mail server listens on: 587, 465 or 25',
  },
  {
    name: 'a port behind a firewall',
    settings: ({ bare, deaf }) => ({ ...bare(deaf.port), [`${PROPERTIES}.connectiontimeout`]: 300 }),
    cause: 'unreachable',
    ...wrongPort,
    expected: 'a port that the network lets through: 587 or 465',
  },
  {
    name: 'a host that does not exist',
    settings: ({ bare }) => ({ ...bare(25), 'spring.mail.host': 'no-such-host.invalid' }),
    cause: 'unknown-host',
    key: 'spring.mail.host',
    expected: 'a host name that resolves',
    isWritten: true,
  },
  {
    name: 'the port of a web server',
    settings: ({ bare, web }) => bare(web.port),
    cause: 'no-mail-server',
    ...wrongPort,
    expected: 'the port of a mail server: 587, 465 or 25',
  },
  {
    name: 'a server that says nothing',
    settings: ({ bare, servers }) => ({ ...bare(servers.silent.port), [`${PROPERTIES}.timeout`]: 300 }),
    cause: 'silent-server',
    ...wrongPort,
    expected: 'the port of a mail server: 587, 465 or 25',
  },
  {
    name: 'a server that closes at once',
    settings: ({ bare, servers }) => bare(servers.hasty.port),
    cause: 'closed-early',
    ...wrongPort,
    expected: 'the port of a mail server: 587, 465 or 25',
  },
  {
    name: 'TLS on the whole way, which the server does not promise',
    settings: ({ good }) => ({ ...good, 'nest.mail.tls.requiretls': true }),
    cause: 'no-requiretls',
    key: 'nest.mail.tls.requiretls',
    expected: 'false',
    isWritten: true,
  },
  {
    name: 'a server that is busy',
    settings: ({ bare, servers }) => bare(servers.busy.port),
    cause: 'busy-server',
    says: '421 4.3.2 too busy',
  },
  {
    name: 'a sender that the account may not use, at Postfix',
    settings: ({ good }) => ({ ...good, 'nest.mail.defaults.from': 'boss@example.test' }),
    cause: 'sender-not-allowed',
    key: 'nest.mail.defaults.from',
    expected: 'an address of the account',
    isWritten: true,
  },
  {
    name: 'an envelope sender that the account may not use',
    settings: ({ bare, servers }) => ({
      ...bare(servers.sender.port),
      [`${PROPERTIES}.from`]: 'bounces@example.test',
    }),
    cause: 'sender-not-allowed',
    key: `${PROPERTIES}.from`,
    expected: 'an address of the account',
    isWritten: true,
  },
  atProvider('gmail', '535 5.7.8', 'sign-in-gmail', 'password', 'an app password of 16 letters'),
  atProvider('gmail', '534 5.7.9', 'sign-in-gmail', 'password', 'an app password of 16 letters'),
  atProvider(
    'naver',
    '535 5.7.1',
    'sign-in-naver',
    'password',
    'an application password of the Naver account',
  ),
  atProvider('daum', '535 5.7.8', 'sign-in-kakao', 'password', 'an app password of the Kakao account'),
  atProvider('kakao', '535 5.7.8', 'sign-in-kakao', 'password', 'an app password of the Kakao account'),
  atProvider('outlook365', '535 5.7.139', 'sign-in-outlook365', 'client-id', CLIENT_ID),
  atProvider(
    'outlook365',
    '535 5.7.3',
    'sign-in-outlook365',
    'password',
    'the password of the mailbox, where Microsoft 365 still takes one',
  ),
  atProvider('outlook', '535 5.7.139', 'sign-in-outlook', 'client-id', CLIENT_ID),
  atProvider('icloud', '535 5.7.8', 'sign-in-icloud', 'password', 'an app-specific password'),
  atProvider('yahoo', '535 5.7.0', 'sign-in-yahoo', 'password', 'an app password'),
  {
    name: 'a token that is no longer valid',
    settings: ({ bare, servers }) => ({
      ...bare(servers.provider.port),
      'spring.mail.username': '535 5.7.8',
      'spring.mail.password': 'wr0ng',
      [`${PROPERTIES}.auth.mechanisms`]: 'XOAUTH2',
    }),
    cause: 'token-refused',
    key: 'spring.mail.password',
    expected: 'an access token of this username that is still valid',
    isWritten: true,
  },
  {
    name: 'an account that wants an app password',
    settings: ({ bare, servers }) => ({
      ...bare(servers.provider.port),
      'spring.mail.username': '534 5.7.9',
      'spring.mail.password': 'wr0ng',
    }),
    cause: 'app-password-wanted',
    key: 'spring.mail.password',
    expected: 'an app password',
    isWritten: true,
  },
  {
    name: 'a server that does not let this machine in',
    settings: ({ bare, servers }) => bare(servers.strict.port),
    cause: 'client-refused',
    key: `${PROPERTIES}.localhost`,
    expected: 'the full host name of this machine, which its address leads back to',
  },
  {
    name: 'a SOCKS proxy that does not run',
    settings: ({ bare, closed }) => ({
      ...bare(25),
      [`${PROPERTIES}.socks.host`]: 'localhost',
      [`${PROPERTIES}.socks.port`]: closed,
    }),
    cause: 'proxy',
    key: `${PROPERTIES}.socks.host`,
    expected: 'a proxy that runs and lets this machine through',
    isWritten: true,
  },
  {
    name: 'a proxy that does not run',
    settings: ({ bare, closed }) => ({
      ...bare(25),
      [`${PROPERTIES}.proxy.host`]: 'localhost',
      [`${PROPERTIES}.proxy.port`]: closed,
    }),
    cause: 'proxy',
    key: `${PROPERTIES}.proxy.host`,
    expected: 'a proxy that runs and lets this machine through',
    isWritten: true,
  },
];

/** Mistakes that stop the boot, because they cannot work with any server. */
export const BOOT_STOPPERS: readonly Misconfiguration[] = [
  atBoot('an empty host', 'spring.mail.host', '""', /Write the name|Set it|host/u),
  atBoot('a URL as host', 'spring.mail.host', 'smtp://localhost', /Write localhost/u),
  atBoot('a host with its port', 'spring.mail.host', 'localhost:2525', /Write localhost/u),
  atBoot('a blank behind the host', 'spring.mail.host', '"localhost "', /Write/u),
  atBoot('a port that is too large', 'spring.mail.port', 70_000, /65535/u),
  atBoot('a port that is a word', 'spring.mail.port', 'abc', /./u),
  atBoot('a time that is no time', `${PROPERTIES}.timeout`, '5 apples', /5s|milliseconds/u),
  atBoot('a pool below zero', 'nest.mail.pool.max-connections', -1, /from 1/u),
  atBoot('a sender that is no address', 'nest.mail.defaults.from', 'shop', /address/u),
  atBoot('an empty password', 'spring.mail.password', '""', /SPRING_MAIL_PASSWORD/u),
  atBoot('a sign-in method that nobody knows', `${PROPERTIES}.auth.mechanisms`, 'MAGIC', /PLAIN/u),
  atBoot('a proxy that is a URL', `${PROPERTIES}.proxy.host`, 'ftp://proxy', /name of the proxy/u),
  atBoot('a limit that is endless', `${PROPERTIES}.timeout`, 'Infinity', /500ms, 5s/u),
  atBoot('a limit below zero', `${PROPERTIES}.connectiontimeout`, -5, /milliseconds/u),
  atBoot('a preset that nobody knows', 'nest.mail.preset', 'gmial', /gmail/u),
  atBoot('a bundle that is not there', 'spring.mail.ssl.bundle', 'tset', /spring\.ssl\.bundle\.pem\.tset/u),
  atBoot('a variable that is not set', 'spring.mail.username', '${MAIL_USER}', /MAIL_USER/u),
  atBoot(
    'a file of certificates that is none',
    'spring.ssl.bundle.pem.test.truststore.certificate',
    'application.yml',
    /-----BEGIN/u,
  ),
];
