import type { MailerConfig } from '../config/mailer-config.js';
import type { QueueConfig } from '../config/queue-config.js';
import type { MessageDefaults } from '../message/prepare-mail.js';
import type { MailSeal } from '../message/seal/mail-seal.js';
import type { MailEvents } from './mail-events.js';
import type { PreparationSteps } from './preparation.js';
import type { QueueFactory } from './queue/mail-queue.js';
import type { TelemetryFactory } from './telemetry.js';

/** What a mailer has besides its transport. */
export interface MailerDetails {
  readonly name: string;
  /** What its messages carry that do not say otherwise. */
  readonly defaults: MessageDefaults;
  /** What happens to its messages before they are sent, besides the check. */
  readonly steps?: PreparationSteps;
  /** Who is told what becomes of its mails. */
  readonly events?: MailEvents;
  /** The settings of its mail server, so that failures can name them; missing for a transport of the user's own. */
  readonly server?: MailerConfig;
  /** What signs or encrypts the mails of a transport of the user's own. */
  readonly seal?: MailSeal;
  /** How its queue delivers. Default: as `nest.mail.queue` says where nothing is written. */
  readonly queueConfig?: QueueConfig;
  /** What keeps its queued mails. Default: this process. */
  readonly queue?: QueueFactory | undefined;
  /** Who watches it. Default: nobody. */
  readonly telemetry?: TelemetryFactory | undefined;
}
