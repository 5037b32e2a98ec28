import { MailError } from '../../index.js';
import { whatHappened } from './mail.exception.js';

/** Jakarta Mail's own failure, below the exceptions of Spring. `cause` is the error of the core. */
export class MessagingException extends MailError {
  override readonly name: string = 'MessagingException';

  constructor(cause: unknown, code = 'MESSAGING') {
    super(whatHappened(cause), {
      code,
      advice: cause instanceof MailError ? cause.advice : 'See the cause of this error.',
      cause,
      diagnosis: cause instanceof MailError ? cause.diagnosis : undefined,
    });
  }
}

/** A text is not one address. */
export class AddressException extends MessagingException {
  override readonly name = 'AddressException';

  constructor(cause: unknown) {
    super(cause, 'MAIL_PARSE');
  }
}
