export type { ApplicationSources } from './config/application-environment.js';
export type { AuthMechanism, PasswordSource } from './config/mailer-config.js';
export type {
  ConfigReader,
  MailerOptions,
  MailModuleOptions,
  PemBundleOptions,
} from './config/mail-options.js';
export { loadSpringConfig, type SpringConfig, springConfig } from './config/spring-config.js';
export type { Mailer } from './delivery/mailer.js';
export { MailAuthenticationError } from './errors/mail-authentication.error.js';
export { type ConfigFault, MailConfigError } from './errors/mail-config.error.js';
export { isMailError, MailError } from './errors/mail.error.js';
export { MailParseError } from './errors/mail-parse.error.js';
export { MailPreparationError } from './errors/mail-preparation.error.js';
export { MailSendError } from './errors/mail-send.error.js';
export type { Outcome, Receipt, RecipientRefusal, SmtpReply } from './errors/outcome.js';
export type { AddressInput, MailAddress } from './message/address.js';
export type { Attachment, InlineAttachment } from './message/attachment.js';
export type { Mail } from './message/mail.js';
export type { MailMessage } from './message/message.js';
export { MailModule } from './module/mail.module.js';
export { MailService } from './module/mail.service.js';
export type { MailTransport, SendOptions } from './transport/mail-transport.js';
