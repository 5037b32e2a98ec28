import type { MailerConfig } from '../config/mailer-config.js';
import { MailAuthenticationError } from '../errors/mail-authentication.error.js';
import type { MailError } from '../errors/mail.error.js';
import { MailSendError } from '../errors/mail-send.error.js';
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
  const begin =
    outcome === 'unknown' ? 'It is not known whether the mail was delivered' : 'The mail was not sent';
  const failures = new Map(message === undefined ? [] : [[message, error]]);
  return new MailSendError(`${begin}: ${why}.`, { ...details, outcome, permanent, refusals, failures });
}
