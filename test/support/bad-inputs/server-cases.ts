import { MailAuthenticationError } from '../../../lib/errors/mail-authentication.error.js';
import { MailSendError } from '../../../lib/errors/mail-send.error.js';
import { closing, drop, reset, silence } from '../scripted-server.js';
import { all, type Check, sentTo, unless } from './checks.js';
import { forEver, type Manners, rudeAt } from './rude-server.js';
import type { Surroundings } from './sending.js';

/** What a server does, and what is to come of a mail to it. */
export interface ServerCase extends Surroundings {
  /** Bytes that are no SMTP, instead of a server that speaks it. */
  readonly rude?: Manners;
  readonly fields?: object;
  readonly check: Check;
}

const SIGN_IN = { username: 'u', password: 'p-secret' } as const;
const USERS = { u: 'p-secret' } as const;
const STARTTLS = { 'mail.smtp.starttls.enable': true, 'mail.smtp.starttls.required': true } as const;
const IMPATIENT = { 'mail.smtp.timeout': '500ms' } as const;
const THREE = { to: ['a@good.test', 'b@good.test', 'c@good.test'] } as const;

/** Certainly not delivered, and worth another try. */
const transient = ended({ outcome: 'refused', permanent: false });
/** Certainly not delivered, and not to be tried again. */
const permanent = ended({ outcome: 'refused', permanent: true });
/** Handed over, and no word came back. */
const unknown = ended({ outcome: 'unknown', permanent: false });

const notSignedIn: Check = ({ error, lines }) => [
  ...unless(error instanceof MailAuthenticationError, `another error: ${String(error)}`),
  ...unless(!lines.some((line) => line.startsWith('MAIL')), 'it went on without'),
];

/** Neither a password nor a mail in clear. */
const nothingInClear: Check = ({ lines }) =>
  unless(!lines.some((line) => /^(?:AUTH|MAIL)/u.test(line)), 'something went in clear');

/** What a mailer comes across at a server. */
export const SERVER_CASES: Readonly<Record<string, ServerCase>> = {
  'TLS-01': {
    settings: { ...SIGN_IN, properties: STARTTLS },
    server: { users: USERS },
    check: all(nothingInClear, diagnosed('no-starttls')),
  },
  'TLS-03': {
    settings: { properties: STARTTLS },
    server: { tls: 'starttls', on: { STARTTLS: '454 4.7.0 TLS not available' } },
    check: all(nothingInClear, transient, diagnosed('starttls-for-now')),
  },
  // To go on in clear where STARTTLS is missing has to be allowed, and no password goes along then.
  'TLS-04': {
    settings: { ...SIGN_IN, host: '127.1', properties: { 'mail.smtp.starttls.enable': true } },
    server: { users: USERS, tls: 'starttls', on: { STARTTLS: '454 4.7.0 no' } },
    check: nothingInClear,
  },
  'TLS-06': {
    settings: { properties: { ...STARTTLS, ...IMPATIENT } },
    rude: (line, socket) =>
      void socket.write(
        line === ''
          ? '220 mail.example.test\r\n'
          : line.startsWith('EHLO')
            ? '250-mail.example.test\r\n250 STARTTLS\r\n'
            : '220 Go on\r\n',
      ),
    check: transient,
  },
  'SEC-20': {
    rude: rudeAt(/^EHLO/u, `250-m\r\n250-AUTH PLAIN${' '.repeat(1_000_000)}\r\n250 HELP\r\n`),
    check: notStuck,
  },
  'SRV-01': { server: { on: { GREETING: closing('421 4.3.2 shutting down') } }, check: transient },
  // Not of the mail, so it is not refused for good; see the failover in another test.
  'SRV-02': { server: { on: { GREETING: '554 5.7.1 no SMTP here' } }, check: diagnosed('client-refused') },
  'SRV-04': { rude: rudeAt(/^$/u, `220-${'y'.repeat(2_000_000)}`), check: all(notStuck, transient) },
  'SRV-05': { server: { on: { EHLO: '502 no' } }, check: sentTo('b@good.test') },
  'SRV-07': {
    settings: SIGN_IN,
    server: { users: USERS, on: { AUTH: '535 5.7.8 bad' } },
    check: notSignedIn,
  },
  'SRV-08': {
    settings: SIGN_IN,
    server: { users: USERS, on: { AUTH: '421 4.7.0 Too many logins' } },
    check: all(notSignedIn, diagnosed('sign-in-for-now')),
  },
  'SRV-10': { server: { on: { MAIL: '451 4.3.0 try later' } }, check: transient },
  'SRV-11': {
    server: { on: { MAIL: '530 5.7.0 Must issue a STARTTLS command first' } },
    check: diagnosed('starttls-wanted'),
  },
  'SRV-13': {
    fields: THREE,
    settings: { properties: { 'mail.smtp.sendpartial': true } },
    server: { on: { RCPT: ({ address }) => answers[address.charAt(0)] } },
    check: ({ receipt, mails }) => [
      ...unless(receipt?.accepted.join() === 'a@good.test', `taken: ${receipt?.accepted.join()}`),
      ...unless(
        receipt?.refused.map(({ address, permanent: gone }) => `${address} ${gone}`).join() ===
          'b@good.test true,c@good.test false',
        'the refusals are not told apart',
      ),
      ...unless(mails.length === 1 && mails[0]?.to.join() === 'a@good.test', 'another copy'),
    ],
  },
  'SRV-14': { fields: THREE, server: { on: { RCPT: '550 5.1.1 no' } }, check: permanent },
  'SRV-16': {
    fields: THREE,
    server: { on: { RCPT: ({ count }) => (count > 2 ? '552 5.5.3 too many recipients' : undefined) } },
    check: all(transient, undelivered),
  },
  'SRV-17': {
    fields: THREE,
    server: { on: { RCPT: ({ count }) => (count > 2 ? closing('421 4.3.2 down') : undefined) } },
    check: all(transient, undelivered),
  },
  'SRV-19': { server: { on: { DATA: '451 4.3.0 later' } }, check: transient },
  'SRV-20': { server: { on: { MESSAGE: '451 4.3.0 later' } }, check: transient },
  'SRV-22': { server: { on: { MESSAGE: '550 5.7.1 spam' } }, check: permanent },
  'SRV-23': { server: { on: { MESSAGE: drop } }, check: unknown },
  'SRV-25': {
    settings: { properties: IMPATIENT },
    server: { on: { MESSAGE: silence } },
    check: unknown,
  },
  'SRV-26': { server: { on: { QUIT: reset } }, check: sentTo('b@good.test') },
  'SRV-28': {
    settings: { properties: IMPATIENT },
    rude: rudeAt(/^\.$/u, forEver('2', 50)),
    check: unknown,
  },
  'SRV-29': {
    fields: { attachments: [{ filename: 'large', content: Buffer.alloc(4_000_000) }] },
    server: { on: { CONTENT: ({ bytes }) => (bytes > 100_000 ? reset : undefined) } },
    check: all(transient, undelivered),
  },
  'SRV-31': { server: { on: { MAIL: '503 5.5.1 bad sequence' } }, check: transient },
};

const answers: Readonly<Record<string, string | undefined>> = {
  b: '550 5.1.1 no such user',
  c: '452 4.2.2 full',
};

function ended(end: { readonly outcome: 'refused' | 'unknown'; readonly permanent: boolean }): Check {
  return ({ error }) => {
    const isMeant =
      error instanceof MailSendError &&
      error.outcome === end.outcome &&
      (error.permanent ?? false) === end.permanent;
    return unless(isMeant, `another end: ${String(error)}`);
  };
}

function diagnosed(cause: string): Check {
  return ({ error }) => {
    const diagnosis: unknown = error instanceof Error ? Reflect.get(error, 'diagnosis') : undefined;
    const found: unknown = Object(diagnosis).cause;
    return unless(found === cause, `another cause: ${String(found)}`);
  };
}

function undelivered({ mails }: { readonly mails: readonly { readonly accepted: boolean }[] }): string[] {
  return mails.some(({ accepted }) => accepted) ? ['a mail was delivered'] : [];
}

function notStuck({ blocked }: { readonly blocked: number }): readonly string[] {
  return unless(blocked < 100, `the event loop stood still for ${blocked} ms`);
}
