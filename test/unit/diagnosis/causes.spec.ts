import { describe, expect, it } from '@jest/globals';
import { CAUSES } from '../../../lib/diagnosis/causes.js';
import { explain } from '../../../lib/diagnosis/explain.js';
import { isMailError } from '../../../lib/errors/mail.error.js';
import { toReply } from '../../../lib/smtp/reply.js';
import {
  refuseMail,
  SmtpConnectError,
  SmtpDeadlineError,
  type SmtpConnectErrorDetails,
  SmtpLineError,
  SmtpSendError,
  type SmtpSendStage,
} from '../../../lib/smtp/smtp-errors.js';
import { MISCONFIGURATIONS } from '../../support/misconfigurations.js';
import { mailerOf } from '../../support/settings.js';

const anonymous = mailerOf('spring.mail.host: localhost\n');
const signedIn = mailerOf('spring.mail: {host: localhost, username: ann@example.test, password: hunter2}\n');

/** A connection that failed so. */
const connecting = (details: Partial<SmtpConnectErrorDetails>): SmtpConnectError =>
  new SmtpConnectError('x', { stage: 'connect', code: 'ESOCKET', ...details });

/** A reply that refused a mail, or its one recipient. */
function refusal(stage: SmtpSendStage, text: string): SmtpSendError {
  const reply = toReply(Number(text.slice(0, 3)), text.slice(4));
  const permanent = reply.code >= 500;
  const refusals = stage === 'rcpt' ? [{ address: 'bob@example.test', permanent, reply }] : [];
  return new SmtpSendError('x', { outcome: 'refused', stage, permanent, reply, refusals });
}

const tls = (originalCode: string): SmtpConnectError => connecting({ stage: 'tls', originalCode });
const tlsCode = (code: string): SmtpConnectError => connecting({ stage: 'tls', code });
const said = (stage: SmtpConnectErrorDetails['stage'], text: string): SmtpConnectError =>
  connecting({ stage, code: 'EAUTH', reply: toReply(Number(text.slice(0, 3)), text.slice(4)) });
const tokens = (code: string, originalCode: string): SmtpConnectError =>
  connecting({ stage: 'credentials', code, originalCode });
const lost = (outcome: 'refused' | 'unknown', cause: Error): SmtpSendError =>
  new SmtpSendError('x', {
    outcome,
    stage: outcome === 'unknown' ? 'final' : 'mail',
    permanent: false,
    cause,
  });
const coded = (code: string): Error => Object.assign(new Error('x'), { code });

const FAILURES: readonly [cause: string, failure: string, error: Error][] = [
  ['unreachable', 'no answer to the first packet', connecting({ code: 'ETIMEDOUT' })],
  ['unreachable', 'no route', connecting({ originalCode: 'EHOSTUNREACH' })],
  ['unreachable', 'no network', connecting({ originalCode: 'ENETUNREACH' })],
  ['refused-connection', 'a port that is closed', connecting({ originalCode: 'ECONNREFUSED' })],
  ['unknown-host', 'a DNS that does not answer', connecting({ stage: 'dns', originalCode: 'EAI_AGAIN' })],
  ['silent-server', 'silence behind the greeting', connecting({ stage: 'ehlo', code: 'ETIMEDOUT' })],
  ['silent-server', 'silence while signing in', connecting({ stage: 'auth', code: 'ETIMEDOUT' })],
  ['closed-early', 'a reset at the handshake', connecting({ stage: 'tls', originalCode: 'ECONNRESET' })],
  ['busy-server', '450 at the greeting', said('greeting', '450 4.3.2 later')],
  ['busy-server', '421 at EHLO', said('ehlo', '421 4.7.0 too many connections')],
  ['sign-in-for-now', '421 while signing in', said('auth', '421 4.7.0 too many errors')],
  ['busy-server', '421 for a mail', refusal('mail', '421 4.3.2 shutting down')],
  ['client-refused', '550 at EHLO', said('ehlo', '550 5.7.1 bad name')],
  ['starttls-for-now', '454 to STARTTLS', said('starttls', '454 4.7.0 TLS not available')],
  ['tls-on-plain-port', 'bytes that are no TLS', tls('ERR_SSL_WRONG_VERSION_NUMBER')],
  ['tls-on-plain-port', 'the same to a newer OpenSSL', tls('ERR_SSL_PACKET_LENGTH_TOO_LONG')],
  ['fingerprint-mismatch', 'another certificate', tlsCode('fingerprint-mismatch')],
  ['early-certificate', 'a certificate of tomorrow', tls('CERT_NOT_YET_VALID')],
  ['untrusted-certificate', 'a chain that is not trusted', tls('SELF_SIGNED_CERT_IN_CHAIN')],
  ['untrusted-certificate', 'a certificate that was revoked', tls('CERT_REVOKED')],
  ['wrong-certificate-name', 'another name, by OpenSSL', tls('HOSTNAME_MISMATCH')],
  ['client-certificate', 'a client without certificate', tls('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')],
  ['old-tls', 'no common version', tls('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')],
  ['old-tls', 'no common cipher', tls('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE')],
  ['old-tls', 'the same to a newer OpenSSL', tls('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE')],
  ['old-tls', 'a key that is too short', tls('ERR_SSL_EE_KEY_TOO_SMALL')],
  ['no-credentials', 'a function for the password that throws', connecting({ stage: 'credentials' })],
  ['plaintext-credentials', 'a line in clear', connecting({ stage: 'auth', code: 'plaintext-credentials' })],
  ['sign-in-for-now', '454 to AUTH', said('auth', '454 4.7.0 later')],
  ['sign-in', '535 to AUTH', said('auth', '535 5.7.8 no')],
  ['app-password-wanted', '534 to AUTH', said('auth', '534 no')],
  ['sign-in-wanted', '550 5.7.54 of Exchange', refusal('rcpt', '550 5.7.54 unable to relay')],
  ['message-too-large', 'SIZE of the server', refuseMail('The mail has 9 bytes', 'message-too-large')],
  ['message-too-large', '552 to MAIL', refusal('mail', '552 5.3.4 too big')],
  ['message-too-large', '552 after the content', refusal('final', '552 too big')],
  ['no-smtputf8', 'an address that is not ASCII', refuseMail('The address is not ASCII', 'no-smtputf8')],
  ['no-requiretls', 'TLS that cannot be promised', refuseMail('It asks for REQUIRETLS', 'no-requiretls')],
  ['sender-not-allowed', '550 to MAIL', refusal('mail', '550 5.7.60 not yours')],
  ['sender-not-allowed', '553 to RCPT', refusal('rcpt', '553 5.7.1 not owned by user')],
  ['sender-not-allowed', '554 of Outlook', refusal('final', '554 5.2.252 send as denied')],
  ['quota', 'the daily limit of Gmail', refusal('rcpt', '550 5.4.5 daily limit')],
  ['quota', 'the rate of Gmail', refusal('final', '450 4.7.28 unusual rate')],
  ['quota', 'the daily limit of Outlook', refusal('mail', '550 5.1.90 daily limit')],
  ['quota', 'too many recipients', refusal('rcpt', '452 4.5.3 too many recipients')],
  ['quota', 'a full server', refusal('mail', '452 4.3.1 no space')],
  ['mailbox-full', '452 to RCPT', refusal('rcpt', '452 4.2.2 full')],
  ['mailbox-full', '552 to RCPT', refusal('rcpt', '552 full')],
  ['unknown-recipient', '550 to RCPT', refusal('rcpt', '550 5.1.1 who?')],
  ['later', '450 to RCPT', refusal('rcpt', '450 4.7.1 greylisted')],
  ['later', '451 after the content', refusal('final', '451 4.3.0 later')],
  ['policy', '550 5.7.26 of Gmail', refusal('final', '550 5.7.26 unauthenticated')],
  ['recipient-refused', '550 without more', refusal('rcpt', '550 no')],
  ['mail-refused', '554 without more', refusal('final', '554 no')],
  ['given-up', 'a signal', lost('refused', new DOMException('x', 'AbortError'))],
  ['given-up', 'a signal after the content', lost('unknown', new DOMException('x', 'TimeoutError'))],
  ['send-timeout', 'a mail that took too long', lost('refused', new SmtpDeadlineError(100))],
  ['mail-not-sendable', 'an address that no command can hold', refuseMail('MAIL FROM cannot hold it')],
  ['unknown-outcome', 'a line that dies after the content', lost('unknown', coded('ECONNRESET'))],
  ['line-died', 'a line that dies before', lost('refused', coded('ECONNRESET'))],
  ['socks-missing', 'a package that is missing', connecting({ stage: 'proxy', code: 'socks-missing' })],
  ['oauth2-refused', 'a token that is not given out', tokens('oauth2-refused', 'invalid_client')],
  ['oauth2-unavailable', 'an endpoint that is down', tokens('oauth2-unavailable', 'ECONNREFUSED')],
  [
    'mailer-closed',
    'a mailer that was closed',
    new SmtpSendError('x', {
      outcome: 'refused',
      stage: 'queue',
      permanent: false,
      cause: new SmtpLineError('x'),
    }),
  ],
];

describe('a failure', () => {
  it.each(FAILURES)('means %s: %s', (cause, _failure, error) => {
    expect(explain(error, anonymous)).toMatchObject({
      diagnosis: { cause, page: `docs/troubleshooting.md#${cause}` },
      advice: expect.stringMatching(/\.$/u),
    });
  });

  it('means that relaying is denied only to those who have signed in', () => {
    const error = refusal('rcpt', '554 5.7.1 relay access denied');
    expect(explain(error, signedIn)).toHaveProperty('diagnosis.cause', 'relay-denied');
    expect(explain(error, anonymous)).toHaveProperty('diagnosis.cause', 'sign-in-wanted');
  });

  it('means by 530 that STARTTLS is wanted, and sign-in where there is TLS already', () => {
    const error = refusal('mail', '530 5.7.0 not like this');
    const encrypted = mailerOf('spring.mail: {host: localhost, ssl.enabled: true}\n');
    expect(explain(error, anonymous)).toHaveProperty('diagnosis.cause', 'starttls-wanted');
    expect(explain(error, encrypted)).toHaveProperty('diagnosis.cause', 'sign-in-wanted');
  });

  it('means by 535 that the token is not accepted, where tokens sign in', () => {
    const withTokens = mailerOf(
      'spring.mail: {host: localhost, username: ann@example.test}\nnest.mail.oauth2: {provider: google, client-id: i, refresh-token: r}\n',
    );
    const explained = explain(said('auth', '535 5.7.8 no'), withTokens);
    expect(explained).toHaveProperty('diagnosis.cause', 'oauth2-token-not-accepted');
  });

  it('suggests an address of the account as the sender', () => {
    const { advice } = explain(refusal('mail', '550 5.7.60 not yours'), signedIn);
    expect(advice).toContain('such as ann@example.test');
  });

  it('of a transport of the user has no settings to name, and is a MailError all the same', () => {
    for (const error of [
      coded('ECONNECTION'),
      refusal('rcpt', '550 no'),
      refusal('final', '554 no'),
      'text',
    ]) {
      const explained = explain(error);
      expect(isMailError(explained)).toBe(true);
      expect(explained.diagnosis).toBeUndefined();
    }
  });
});

describe('the table of causes', () => {
  it('names each cause once', () => {
    const ids = CAUSES.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('has a test for each row', () => {
    const tested = new Set([
      ...FAILURES.map(([cause]) => cause),
      ...MISCONFIGURATIONS.map(({ cause }) => cause),
      'relay-denied',
      'oauth2-token-not-accepted',
    ]);
    expect(CAUSES.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });
});
