/**
 * What becomes of a key.
 * `applied`: it does what it does in Spring. `ignored`: it has no effect, and that is told at boot with the reason.
 * `refused`: the mail would not go out as the key promises, so the boot stops.
 */
export type KeyEffect = 'applied' | 'ignored' | 'refused';

/** One `mail.smtp.*` or session-wide key of Angus Mail, the library below Spring's mail sender. */
export interface MailKey {
  readonly type: 'boolean' | 'integer' | 'milliseconds' | 'bytes' | 'text' | 'words' | 'list' | 'object';
  /** As Angus has it; where ours differs, `note` says so. */
  readonly default?: string;
  readonly effect: KeyEffect;
  /** What it does here, or why it does nothing. A full sentence without the full stop. */
  readonly note: string;
}

const JVM = 'It names a Java class or object, which has no meaning in Node';
const NO_TRACE = 'The dialogue with the server is not logged; a failure tells the last reply';
const NTLM = 'NTLM is not spoken';
const SASL = 'The Java SASL library has no counterpart here';

/** Every key below `mail.smtp.` (and `mail.smtps.`), without that prefix. The documentation page is checked against it. */
export const SMTP_KEYS = {
  user: { type: 'text', effect: 'applied', note: 'Username when spring.mail.username is missing' },
  host: { type: 'text', effect: 'ignored', note: 'spring.mail.host decides' },
  port: { type: 'integer', effect: 'applied', note: 'Port when spring.mail.port is missing' },
  connectiontimeout: {
    type: 'milliseconds',
    default: 'infinite',
    effect: 'applied',
    note: 'Limit for DNS, TCP and greeting; default 10 s; 5s and 500ms are understood',
  },
  timeout: {
    type: 'milliseconds',
    default: 'infinite',
    effect: 'applied',
    note: 'Limit for each reply; default 10 min, as RFC 5321 section 4.5.3.2 asks; 5s and 500ms are understood',
  },
  writetimeout: {
    type: 'milliseconds',
    default: 'infinite',
    effect: 'applied',
    note: 'Limit for a write that makes no progress; default 3 min; 5s and 500ms are understood',
  },
  'executor.writetimeout': { type: 'object', effect: 'refused', note: JVM },
  from: {
    type: 'text',
    effect: 'applied',
    note: 'Address of MAIL FROM, where bounces go; the From header stays',
  },
  localhost: { type: 'text', effect: 'applied', note: 'Name in EHLO' },
  localaddress: { type: 'text', effect: 'applied', note: 'Local address to connect from' },
  localport: {
    type: 'integer',
    default: '0',
    effect: 'ignored',
    note: 'The system chooses the port, since several connections cannot share one',
  },
  ehlo: {
    type: 'boolean',
    default: 'true',
    effect: 'ignored',
    note: 'EHLO is always tried first, then HELO',
  },
  auth: { type: 'boolean', default: 'false', effect: 'applied', note: 'true asks for username and password' },
  'auth.mechanisms': {
    type: 'words',
    default: 'LOGIN PLAIN DIGEST-MD5 NTLM',
    effect: 'applied',
    note: 'Sign-in methods in order: LOGIN, PLAIN, CRAM-MD5, XOAUTH2',
  },
  'auth.login.disable': {
    type: 'boolean',
    default: 'false',
    effect: 'applied',
    note: 'true leaves LOGIN out',
  },
  'auth.plain.disable': {
    type: 'boolean',
    default: 'false',
    effect: 'applied',
    note: 'true leaves PLAIN out',
  },
  'auth.digest-md5.disable': {
    type: 'boolean',
    default: 'false',
    effect: 'ignored',
    note: 'DIGEST-MD5 is never used',
  },
  'auth.ntlm.disable': { type: 'boolean', default: 'false', effect: 'ignored', note: 'NTLM is never used' },
  'auth.ntlm.domain': { type: 'text', effect: 'refused', note: NTLM },
  'auth.ntlm.flags': { type: 'integer', effect: 'refused', note: NTLM },
  'auth.ntlm.v2': { type: 'boolean', effect: 'refused', note: NTLM },
  'auth.ntlm.unicode': { type: 'boolean', effect: 'ignored', note: 'It has no effect in Spring either' },
  'auth.ntlm.lmcompat': { type: 'integer', effect: 'ignored', note: 'It has no effect in Spring either' },
  'auth.xoauth2.disable': {
    type: 'boolean',
    default: 'true',
    effect: 'applied',
    note: 'false adds XOAUTH2; the password is then the access token',
  },
  submitter: { type: 'text', effect: 'applied', note: 'AUTH= of MAIL FROM where the server offers AUTH' },
  'dsn.notify': {
    type: 'text',
    effect: 'applied',
    note: 'NOTIFY= of RCPT TO: NEVER, or SUCCESS, FAILURE, DELAY with commas',
  },
  'dsn.ret': { type: 'text', effect: 'applied', note: 'RET= of MAIL FROM: FULL or HDRS' },
  allow8bitmime: {
    type: 'boolean',
    default: 'false',
    effect: 'ignored',
    note: 'Text is always encoded in 7 bits',
  },
  sendpartial: {
    type: 'boolean',
    default: 'false',
    effect: 'applied',
    note: 'true delivers to the recipients that are left when some are refused',
  },
  'sasl.enable': {
    type: 'boolean',
    default: 'false',
    effect: 'applied',
    note: 'Only together with sasl.mechanisms XOAUTH2',
  },
  'sasl.mechanisms': { type: 'words', effect: 'applied', note: 'Only XOAUTH2' },
  'sasl.authorizationid': { type: 'text', effect: 'refused', note: SASL },
  'sasl.realm': { type: 'text', effect: 'refused', note: SASL },
  'sasl.usecanonicalhostname': { type: 'boolean', effect: 'refused', note: SASL },
  saslrealm: { type: 'text', effect: 'refused', note: SASL },
  quitwait: {
    type: 'boolean',
    default: 'true',
    effect: 'applied',
    note: 'false closes a connection right behind QUIT; else its reply is waited for, 2 s at most',
  },
  quitonsessionreject: {
    type: 'boolean',
    default: 'false',
    effect: 'ignored',
    note: 'A rejected connection is closed',
  },
  reportsuccess: {
    type: 'boolean',
    default: 'false',
    effect: 'ignored',
    note: 'The receipt says who got the mail; nothing is thrown on success',
  },
  socketFactory: { type: 'object', effect: 'refused', note: JVM },
  'ssl.socketFactory': { type: 'object', effect: 'refused', note: JVM },
  'ssl.socketFactory.class': { type: 'text', effect: 'refused', note: JVM },
  'ssl.hostnameverifier': { type: 'object', effect: 'refused', note: JVM },
  'ssl.hostnameverifier.class': { type: 'text', effect: 'refused', note: JVM },
  usesocketchannels: {
    type: 'boolean',
    default: 'false',
    effect: 'ignored',
    note: 'It chooses between two Java socket types',
  },
  'socketFactory.class': {
    type: 'text',
    effect: 'applied',
    note: 'javax.net.ssl.SSLSocketFactory means TLS from the first byte; any other class is refused',
  },
  'socketFactory.port': { type: 'integer', effect: 'applied', note: 'Port when socketFactory.class is used' },
  'ssl.socketFactory.port': {
    type: 'integer',
    effect: 'applied',
    note: 'Port when TLS is used from the first byte',
  },
  'socketFactory.fallback': {
    type: 'boolean',
    default: 'true',
    effect: 'ignored',
    note: 'There is no second try in clear',
  },
  'ssl.enable': {
    type: 'boolean',
    default: 'false',
    effect: 'applied',
    note: 'TLS from the first byte, port 465',
  },
  'ssl.checkserveridentity': {
    type: 'boolean',
    default: 'true',
    effect: 'applied',
    note: 'false skips the comparison of host and certificate names',
  },
  'ssl.trust': {
    type: 'words',
    effect: 'applied',
    note: '* or the host: its certificate is not checked; a bundle with the certificate is safer',
  },
  'ssl.protocols': { type: 'words', effect: 'applied', note: 'TLS versions, such as TLSv1.2 TLSv1.3' },
  'ssl.ciphersuites': {
    type: 'words',
    effect: 'applied',
    note: 'Cipher suites by their IANA or OpenSSL names',
  },
  'starttls.enable': {
    type: 'boolean',
    default: 'false',
    effect: 'applied',
    note: 'STARTTLS where it is offered; with credentials it is required',
  },
  'starttls.required': { type: 'boolean', default: 'false', effect: 'applied', note: 'STARTTLS or no mail' },
  'proxy.host': { type: 'text', effect: 'applied', note: 'HTTP proxy (CONNECT); may be host:port' },
  'proxy.port': { type: 'integer', default: '80', effect: 'applied', note: 'Port of the HTTP proxy' },
  'proxy.user': { type: 'text', effect: 'applied', note: 'User of the HTTP proxy' },
  'proxy.password': { type: 'text', effect: 'applied', note: 'Password of the HTTP proxy' },
  'socks.host': {
    type: 'text',
    effect: 'applied',
    note: 'SOCKS5 proxy; proxy.host wins; needs the socks package',
  },
  'socks.port': { type: 'integer', default: '1080', effect: 'applied', note: 'Port of the SOCKS5 proxy' },
  mailextension: { type: 'text', effect: 'applied', note: 'Appended to MAIL FROM' },
  userset: {
    type: 'boolean',
    default: 'false',
    effect: 'ignored',
    note: 'No NOOP is sent that RSET could replace',
  },
  'noop.strict': { type: 'boolean', default: 'true', effect: 'ignored', note: 'No NOOP is sent' },
  chunksize: {
    type: 'integer',
    default: '-1',
    effect: 'applied',
    note: '-1 or 0 switches BDAT off; without the key, or above 0, mails go by BDAT where it helps, each in one piece',
  },
  class: { type: 'text', effect: 'refused', note: JVM },
} as const satisfies Record<string, MailKey>;

/** A key below `mail.smtp.`. */
export type SmtpKey = keyof typeof SMTP_KEYS;

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
