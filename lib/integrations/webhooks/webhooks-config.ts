import { MailConfigError, type MailFeedback } from '../../index.js';
import { keysOf, optionFaults } from './option-faults.js';
import type { Fetch } from './ses/download.js';
import { type Topic, topicOf } from './ses/topic.js';
import type { MailWebhooksOptions } from './webhooks-options.js';

/** What the receiver of SES works by. */
export interface SesConfig {
  /** By ARN. */
  readonly topics: ReadonlyMap<string, Topic>;
  readonly maxAge: number;
  readonly fetch: Fetch;
}

/** What the receiver of Mailgun works by. */
export interface MailgunConfig {
  readonly signingKeys: readonly string[];
  readonly maxAge: number;
}

/** What the module works by. */
export interface WebhooksConfig {
  readonly ses: SesConfig | undefined;
  readonly mailgun: MailgunConfig | undefined;
  readonly onEvent: (feedback: MailFeedback) => unknown;
  readonly maxBodySize: number;
}

const MINUTE = 60_000;
const MAX_BODY_SIZE = 512 * 1024;

/** @throws MailConfigError with all faults */
export function webhooksConfig(options: MailWebhooksOptions): WebhooksConfig {
  const faults = optionFaults(options);
  if (faults.length > 0) throw new MailConfigError(faults);
  const { ses, mailgun, onEvent = () => undefined, maxBodySize = MAX_BODY_SIZE } = options;
  return {
    ses: ses && {
      topics: new Map(ses.topics.flatMap((arn) => topicOf(arn) ?? []).map((topic) => [topic.arn, topic])),
      maxAge: ses.maxAge ?? 65 * MINUTE,
      fetch: ses.fetch ?? ((...request) => globalThis.fetch(...request)),
    },
    mailgun: mailgun && { signingKeys: keysOf(mailgun), maxAge: mailgun.maxAge ?? 540 * MINUTE },
    onEvent,
    maxBodySize,
  };
}
