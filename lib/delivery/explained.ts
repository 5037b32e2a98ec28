import type { MailerConfig } from '../config/mailer-config.js';
import { explain } from '../diagnosis/explain.js';
import { isMailError, type MailError } from '../errors/mail.error.js';
import { MailSendError } from '../errors/mail-send.error.js';
import { GroupError } from './group/group-error.js';

/**
 * What a transport rejected with, as an error that says what to do. Failures of a group are each explained by the settings
 * of their own server.
 * @param message what the caller passed, for `failures`
 */
export function explained(error: unknown, server?: MailerConfig, message?: object): MailError {
  if (isMailError(error)) return error;
  if (!(error instanceof GroupError)) return explain(error, server, message);
  const [first, ...others] = error.failures.map((failure) =>
    explained(failure.error, failure.server, message),
  );
  if (first === undefined) return explain(error, server, message);
  if (others.length === 0) return first;
  const all = [first, ...others].map(({ message: text }, index) => `${index + 1}. ${text}`).join(' ');
  return new MailSendError(
    `The mail was not sent: none of the ${others.length + 1} mail servers works. ${all}`,
    {
      advice: 'Mend one of them and send the mail again.',
      outcome: 'refused',
      permanent: false,
      diagnosis: first.diagnosis,
      failures: new Map(message === undefined ? [] : [[message, first]]),
      cause: error,
    },
  );
}
