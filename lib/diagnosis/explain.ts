import type { MailerConfig } from '../config/mailer-config.js';
import { MailAuthenticationError } from '../errors/mail-authentication.error.js';
import type { MailError } from '../errors/mail.error.js';
import { MailSendError } from '../errors/mail-send.error.js';
import { SmtpConnectError } from '../smtp/smtp-errors.js';
import { diagnose } from './diagnose.js';

/**
 * Turns what a transport threw into an error that says which key to change.
 * @param message what the caller passed, for `failures`
 */
export function explain(error: unknown, config?: MailerConfig, message?: object): MailError {
  const { why, advice, diagnosis, isAuthentication, seen } = diagnose(error, config);
  const details = { advice, diagnosis, cause: error };
  if (isAuthentication) return new MailAuthenticationError(`Sign-in failed: ${why}.`, details);
  const { outcome, permanent, refusals } = seen;
  const failures = new Map(message === undefined ? [] : [[message, error]]);
  return new MailSendError(`${begin(error, outcome)}: ${why}.`, {
    ...details,
    outcome,
    permanent,
    refusals,
    failures,
  });
}

function begin(error: unknown, outcome: 'refused' | 'unknown'): string {
  if (outcome === 'unknown') return 'It is not known whether the mail was delivered';
  // A send has an error of its own around it: this is a test of the connection.
  return error instanceof SmtpConnectError ? 'No mail can be sent' : 'The mail was not sent';
}
