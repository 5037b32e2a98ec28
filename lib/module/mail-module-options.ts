import type { Transporter } from 'nodemailer';
import type { MailSettings } from '../config/mail-options.js';
import type { MailTransport } from '../transport/mail-transport.js';

/** Options of `MailModule.forRoot`: settings, and what is plugged in. */
export interface MailModuleOptions extends MailSettings {
  /**
   * How mails go out instead of by `spring.mail`: a transport, or any nodemailer transporter. It stays yours: it is not
   * closed with the application.
   * @example createTransport({ SES: { sesClient, SendEmailCommand } })
   */
  readonly transport?: MailTransport | Transporter;
}
