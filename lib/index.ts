export { MailAuthenticationError } from './errors/mail-authentication.error.js';
export { type ConfigFault, MailConfigError } from './errors/mail-config.error.js';
export { MailError, isMailError } from './errors/mail.error.js';
export { MailParseError } from './errors/mail-parse.error.js';
export { MailPreparationError } from './errors/mail-preparation.error.js';
export { MailSendError } from './errors/mail-send.error.js';
export type { Outcome, Receipt, RecipientRefusal, SmtpReply } from './errors/outcome.js';
