import { MailPreparationError } from '../../errors/mail-preparation.error.js';

/** @param field what went over the limit, such as `attachments[0].url` */
export function tooLarge(field: string): MailPreparationError {
  return new MailPreparationError(
    `The mail was not sent: with ${field} its files are larger than a mail may be.`,
    'Send a link instead, or raise nest.mail.attachments.max-size as far as the mail server goes.',
  );
}
