import { generalDiagnosis } from './diagnosis.js';
import { MailError } from './mail.error.js';

/** A message cannot become a mail: an address, header or field is not valid. Nothing was sent. */
export class MailParseError extends MailError {
  override readonly name = 'MailParseError';

  /**
   * @param field the field of the message, such as `to[1]` or `attachments[0].filename`
   * @param problem what is wrong with it; continues "The message's to[1] …"
   */
  constructor(
    readonly field: string,
    readonly problem: string,
    advice: string,
    cause?: unknown,
  ) {
    super(`The message's ${field} ${problem}.`, {
      code: 'MAIL_PARSE',
      advice,
      cause,
      diagnosis: generalDiagnosis('message'),
    });
  }

  /** The same fault of a message that is part of something larger: `messages[3].to[1]`. */
  within(whole: string): MailParseError {
    return new MailParseError(`${whole}.${this.field}`, this.problem, this.advice, this.cause);
  }
}
