import { MailError } from './mail.error.js';

/** The mail server did not let us sign in. */
export class MailAuthenticationError extends MailError {
  override readonly name = 'MailAuthenticationError';

  constructor(what: string, advice: string, cause?: unknown) {
    super(what, { code: 'MAIL_AUTHENTICATION', advice, cause });
  }
}
