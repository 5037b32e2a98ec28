import type { SmtpSendError } from './smtp-errors.js';
import type { SmtpMail, SmtpResult } from './smtp-mail.js';

/** One mail that is to be sent, and who wants to know what came of it: one of the two is called, once. */
export interface Delivery {
  readonly mail: SmtpMail;
  delivered(result: SmtpResult): void;
  failed(error: SmtpSendError): void;
}

/** Where a session gets its mails from, and whom it tells how it is. */
export interface MailSource<Session> {
  /** The next mail, if there is one to be sent now. */
  next(session: Session): Delivery | undefined;
  /** Every mail that was taken has its outcome. */
  idle(session: Session): void;
  /** The session is over and its mails have their outcomes. `cause` is `undefined` after QUIT. */
  ended(session: Session, cause: Error | undefined): void;
}
