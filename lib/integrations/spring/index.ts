export { ConfigurableMimeFileTypeMap, type FileTypeMap } from './configurable-mime-file-type-map.js';
export { IllegalArgumentException, IllegalStateException } from './illegal-use.js';
export {
  ByteArrayDataSource,
  ByteArrayResource,
  type DataSource,
  FileSystemResource,
  type InputStreamSource,
  type PartSource,
} from './input-stream-source.js';
export { InternetAddress } from './internet-address.js';
export { InternetAddressEditor } from './internet-address-editor.js';
export { JavaMailSender, type MimeMessagePreparator, type Sendable } from './java-mail-sender.js';
export { JavaMailSenderImpl, type JavaMailProperties } from './java-mail-sender-impl.js';
export {
  type ExceptionDetails,
  MailAuthenticationException,
  MailException,
  MailParseException,
  MailPreparationException,
} from './mail.exception.js';
export type { MailMessage } from './mail-message.js';
export { MailSendException, type MailSendExceptionDetails } from './mail-send.exception.js';
export { MailSender } from './mail-sender.js';
export { AddressException, MessagingException } from './messaging.exception.js';
export { MimeMailMessage } from './mime-mail-message.js';
export {
  Message,
  MimeMessage,
  type MimeMessageDefaults,
  type MimePart,
  type RecipientType,
} from './mime-message.js';
export { MimeMessageHelper } from './mime-message-helper.js';
export { SimpleMailMessage } from './simple-mail-message.js';
export { SpringMailModule } from './spring-mail.module.js';
