import { generalDiagnosis } from './diagnosis.js';
import { MailError } from './mail.error.js';

/** A message was valid, but something it needs failed while it was composed: a file, a template, a signature. */
export class MailPreparationError extends MailError {
  override readonly name = 'MailPreparationError';

  constructor(what: string, advice: string, cause?: unknown) {
    super(what, { code: 'MAIL_PREPARATION', advice, cause, diagnosis: generalDiagnosis('preparation') });
  }
}
