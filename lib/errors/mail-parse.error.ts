import { MailError } from './mail.error.js';

/** A message cannot become a mail: an address, header or field is not valid. Nothing was sent. */
export class MailParseError extends MailError {
  override readonly name = 'MailParseError';
  /** The field of the message, such as `to[1]` or `attachments[0].path`. */
  readonly field: string;

  constructor(field: string, problem: string, advice: string, cause?: unknown) {
    super(`The message's ${field} ${problem}.`, { code: 'MAIL_PARSE', advice, cause });
    this.field = field;
  }
}
