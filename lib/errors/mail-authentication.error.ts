import { MailError, type MailErrorDetails } from './mail.error.js';

/** The mail server did not let us sign in. */
export class MailAuthenticationError extends MailError {
  override readonly name = 'MailAuthenticationError';

  constructor(what: string, details: Omit<MailErrorDetails, 'code'>) {
    super(what, { code: 'MAIL_AUTHENTICATION', ...details });
  }
}
