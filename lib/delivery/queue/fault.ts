import { MailAuthenticationError } from '../../errors/mail-authentication.error.js';
import type { MailError } from '../../errors/mail.error.js';
import { MailPreparationError } from '../../errors/mail-preparation.error.js';
import { MailSendError } from '../../errors/mail-send.error.js';
import { GroupError } from '../group/group-error.js';
import { SmtpConnectError, SmtpSendError } from '../../smtp/smtp-errors.js';

/**
 * What a failed attempt says about the next one:
 * `account`: nobody is let in · `line`: there is no connection · `later`: this mail, for now · `never`: this mail, for good ·
 * `unknown`: it may have been delivered.
 */
export type Fault = 'account' | 'line' | 'later' | 'never' | 'unknown';

/** Tells them apart. */
export function faultOf(error: MailError): Fault {
  if (error instanceof MailAuthenticationError) return 'account';
  if (error instanceof MailPreparationError) return error.permanent ? 'never' : 'later';
  if (!(error instanceof MailSendError)) return 'never';
  if (error.outcome === 'unknown') return 'unknown';
  if (isOfLine(error.cause)) return 'line';
  return error.permanent === true ? 'never' : 'later';
}

/** The transport closed, or could not connect: the mail was not looked at. */
function isOfLine(cause: unknown): boolean {
  if (cause instanceof GroupError) return cause.failures.every(({ error }) => isOfLine(error));
  if (cause instanceof SmtpConnectError) return true;
  if (!(cause instanceof SmtpSendError)) return false;
  return cause.stage === 'connect' || (cause.stage === 'queue' && cause.cause === undefined);
}
