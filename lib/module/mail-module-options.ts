import type { MailSettings } from '../config/mail-settings.js';
import type { SuppressionList } from '../delivery/suppression/suppression-list.js';
import type { MessageStep } from '../delivery/preparation.js';
import type { TelemetryFactory } from '../delivery/telemetry.js';
import type { TextFromHtml } from '../delivery/text-from-html.js';
import type { GivenTransport } from '../transport/given-transport.js';
import type { QueueFactory } from '../delivery/queue/mail-queue.js';
import type { TemplateDirectoryOptions } from '../template/template-directory.js';
import type { TemplateSource } from '../template/template-source.js';

/** Options of `MailModule.forRoot`: settings, and what is plugged in. */
export interface MailModuleOptions extends MailSettings {
  /**
   * How mails go out instead of by `spring.mail`: a transport, or any nodemailer transporter. It stays yours: it is not
   * closed with the application.
   * @example createTransport({ SES: { sesClient, SendEmailCommand } })
   */
  readonly transport?: GivenTransport;
  /**
   * See every message of every mailer, in order, before it is checked: they return it, or a changed copy, and throw to
   * keep it from being sent; `send` then rejects with that error, or with a MailPreparationError whose cause it is.
   * @example [(message) => ({ ...message, subject: `[staging] ${message.subject}` })]
   */
  readonly interceptors?: readonly MessageStep[];
  /**
   * Where `template: 'welcome'` of a message is found: in a directory of files, or in what an engine for components gives.
   * All are checked while the application starts.
   * @example { directory: 'templates', engine: handlebars() }
   */
  readonly templates?: TemplateDirectoryOptions | TemplateSource;
  /**
   * Makes the text of messages that have only HTML, after templates and interceptors. Default: none is made, so that a
   * mail holds what was written.
   * @example htmlToText()
   */
  readonly textFromHtml?: TextFromHtml;
  /**
   * What keeps queued mails. Default: this process, which loses what waits when it is killed.
   * @example bullmq({ connection: 'redis://localhost' })
   */
  readonly queue?: QueueFactory;
  /**
   * Who watches every mailer: traces and metrics. Default: nobody.
   * @example openTelemetry()
   */
  readonly telemetry?: TelemetryFactory;
  /**
   * Who must not get mail of any mailer: asked right before each mail, which is not sent when the list fails or takes
   * longer than five seconds. Recipients that it names are left out and named in the receipt; `send` rejects when there is
   * nobody left.
   * @example new MemorySuppressionList(['ann@example.org'])
   */
  readonly suppression?: SuppressionList;
}
