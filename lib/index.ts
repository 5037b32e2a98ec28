// The module, and what is injected
export { MailModule } from './module/mail.module.js';
export type { MailModuleOptions } from './module/mail-module-options.js';
export { MailService } from './module/mail.service.js';
export { InjectMailer, mailerToken } from './module/inject-mailer.js';
export { Mail, MailClass, type MailClassOptions } from './module/mail-class.js';
export { Mailer } from './delivery/mailer.js';
export { createMailer } from './module/create-mailers.js';
export type { MailModuleExtras } from './module/mail.module-definition.js';
export type { MailEventListener, MailEventMap, MailEventName, MailSummary } from './delivery/mail-events.js';
export type { SendResult } from './delivery/send-each.js';

// Settings
export type { ApplicationSources } from './config/application-environment.js';
export { keyText, optionFault } from './config/key-text.js';
export type {
  ConfigReader,
  MailSettings,
  PemBundleOptions,
  UnsubscribeSettings,
} from './config/mail-settings.js';
export type { DkimOptions, MailerOptions, QueueSettings } from './config/mailer-options.js';
export type { AuthMechanism, PasswordSource } from './config/mailer-config.js';
export type { QueueConfig, QueueRate } from './config/queue-config.js';
export { loadSpringConfig, type SpringConfig, springConfig } from './config/spring-config.js';

// Messages
export type { MailMessage, MessageFields } from './message/message.js';
export { type AddressInput, type MailAddress, parseAddress } from './message/address.js';
export type {
  Attachment,
  AttachmentContent,
  ContentAttachment,
  InlineAttachment,
  PathAttachment,
  UrlAttachment,
} from './message/attachment.js';
export type { CalendarMethod, CalendarOptions, MailCalendar } from './message/calendar.js';
export type { DsnCondition, DsnOptions, MailDsn } from './message/dsn.js';
export type { EnvelopeOptions } from './message/envelope.js';
export type { Labels } from './message/labels.js';
// Whole, so that users can augment its interfaces: TypeScript merges into what a module re-exports by star alone.
export * from './message/template-choice.js';
export { UnsubscribeLinks } from './message/unsubscribe/unsubscribe-links.js';
export type { UnsubscribeSubject, UnsubscribeToken } from './message/unsubscribe/unsubscribe-token.js';
export type { UnsubscribeOptions } from './message/unsubscribe/unsubscribe.js';
export type { RenderedMail } from './transport/rendered-mail.js';
export type { LetterPart, LetterTable } from './template/look/letter-part.js';
export { letter, type Letter, type LetterOptions } from './template/look/letter.js';
export { type LookCell, type LookOptions, MailLook } from './template/look/mail-look.js';

// What becomes of them: outcomes and errors
export type { Diagnosis } from './errors/diagnosis.js';
export { MailAuthenticationError } from './errors/mail-authentication.error.js';
export { type ConfigFault, MailConfigError } from './errors/mail-config.error.js';
export { MailParseError } from './errors/mail-parse.error.js';
export { MailPreparationError } from './errors/mail-preparation.error.js';
export {
  MailQueueError,
  type MailQueueErrorDetails,
  type MailQueueProblem,
} from './errors/mail-queue.error.js';
export { MailSendError, type MailSendErrorDetails } from './errors/mail-send.error.js';
export { isMailError, MailError, type MailErrorDetails } from './errors/mail.error.js';
export type { LeftOutRecipient, Outcome, Receipt, RecipientRefusal, SmtpReply } from './errors/outcome.js';

// Delivery: queues, several servers, who gets no mail, what providers tell
export type { EnqueueAllOptions, EnqueueResult } from './delivery/queue/enqueue-each.js';
export type { CheckedEnqueueOptions, EnqueueOptions } from './delivery/queue/enqueue-options.js';
export {
  type DeadLetter,
  type Failure,
  type JobReceipt,
  type MailJob,
  type MailQueue,
  type QueueContext,
  queuedMail,
  type QueueFactory,
  type QueueHealth,
} from './delivery/queue/mail-queue.js';
export type { QueuedMail, QueueEventMap } from './delivery/queue/queue-events.js';
export { failover, type GroupOptions, roundRobin } from './delivery/group/failover.js';
export { MemorySuppressionList } from './delivery/suppression/memory-suppression-list.js';
export { type SuppressionContext, SuppressionList } from './delivery/suppression/suppression-list.js';
export { FeedbackIntake } from './delivery/feedback/feedback-intake.js';
export type {
  BouncedFeedback,
  ComplainedFeedback,
  DeliveredFeedback,
  FeedbackFields,
  MailFeedback,
} from './delivery/feedback/mail-feedback.js';
export type { TextFromHtml } from './delivery/text-from-html.js';
export type { ConnectionUse, MailTransport, SendOptions } from './transport/mail-transport.js';
export type { GivenTransport } from './transport/given-transport.js';
export type { MailStep, MessageStep, PreparationSteps } from './delivery/preparation.js';

// For templates and engines of one's own
export { TemplateDirectory, type TemplateDirectoryOptions } from './template/template-directory.js';
export {
  type CompiledTemplate,
  type TemplateEngine,
  type TemplateFile,
  type TemplatePart,
  TemplateSyntaxError,
} from './template/template-engine.js';
export { localesToTry } from './template/template-path.js';
export type {
  RenderedTemplate,
  TemplateFault,
  TemplatePreview,
  TemplateRequest,
  TemplateSample,
  TemplateSource,
} from './template/template-source.js';
export { MAIL_TEMPLATES, STAND_IN_TRANSPORT } from './module/tokens.js';

// For queues of one's own
export { attemptMail, type Verdict } from './delivery/queue/attempt.js';
export { QueueHold } from './delivery/queue/hold.js';
export { type DomainLimit, domainLimitsOf, LocalDomainLimits } from './delivery/queue/limits.js';
export { queueClosed, unknownJob } from './delivery/queue/refusals.js';
export { restoreMail, type StoredMail, storeMail } from './delivery/queue/stored-mail.js';

// For seals: what signs or encrypts a mail
export type { MailSeal, SealContent, SealContext } from './message/seal/mail-seal.js';
export {
  base64Part,
  closedMail,
  multipart,
  type OpenMail,
  openMail,
  partBytes,
  type WrapperPart,
} from './message/seal/mime-entity.js';
export { type FindKey, keyFinder, recipientKeys } from './message/seal/recipient-keys.js';
export type { MailAttachment, MailInlineAttachment } from './message/mail-content.js';
export type { ContentOrigin, MailContent, PendingContent } from './message/mail-content.js';
export type { ContentSource } from './message/compose/content-source.js';
export type { TraceCarrier } from './message/mail.js';
export { wholeMail } from './transport/whole-mail.js';

// For who watches: traces, metrics, the wire
export { isLoopback } from './message/loopback.js';
export type { MailOperation, MailTelemetry, ObservedMailer, TelemetryFactory } from './delivery/telemetry.js';
export type { SendEvents } from './delivery/send-events.js';
export type { ServerExtensions } from './smtp/ehlo.js';
export type { MailSink, SmtpEnvelope } from './smtp/receiving/mail-sink.js';
export { SmtpListener, type SmtpListenerOptions } from './smtp/receiving/smtp-listener.js';
export type { SmtpResult } from './smtp/smtp-mail.js';
export type { AuthenticateTrace, ConnectTrace, ServerAddress, TransmitTrace } from './smtp/wire-channels.js';
