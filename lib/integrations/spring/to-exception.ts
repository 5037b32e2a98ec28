import {
  MailAuthenticationError,
  type MailMessage,
  MailParseError,
  MailPreparationError,
  MailSendError,
} from '../../index.js';
import {
  MailAuthenticationException,
  MailException,
  MailParseException,
  MailPreparationException,
} from './mail.exception.js';
import { MailSendException } from './mail-send.exception.js';
import { MessagingException } from './messaging.exception.js';

/** The messages of a call: each of the core with the one that the caller passed, in order. */
export type Originals = ReadonlyMap<MailMessage, object>;

/** What went wrong before there was a message to send: in a preparator, or with an address. */
export function preparationException(error: unknown): MailException {
  if (error instanceof MailException) return error;
  const isParse = error instanceof MessagingException || error instanceof MailParseError;
  return isParse ? new MailParseException(error) : new MailPreparationException(error);
}

/** What went wrong while messages were sent, in Spring's words. */
export function sendException(error: unknown, originals: Originals): MailException {
  if (error instanceof MailParseError) return new MailParseException(error);
  if (error instanceof MailPreparationError) return new MailPreparationException(error);
  const { failures, receipts } = outcomeOf(error);
  const [cause = error, ...others] = failures.values();
  // Spring forgets what went before the server refused the sign-in; here that is a reason to tell all of it.
  const wasNeverIn = [cause, ...others].every((one) => one instanceof MailAuthenticationError);
  if (wasNeverIn && receipts.length === 0) return new MailAuthenticationException(cause);
  const failed = [...originals]
    .filter(([message]) => failures.size === 0 || failures.has(message))
    .map(([message, original]) => [original, failures.get(message) ?? error] as const);
  return new MailSendException(new Map(failed), { cause, receipts });
}

function outcomeOf(error: unknown): Pick<MailSendError, 'failures' | 'receipts'> {
  return error instanceof MailSendError ? error : { failures: new Map(), receipts: [] };
}
