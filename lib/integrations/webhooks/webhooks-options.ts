import { type ConfigFault, MailConfigError, type MailFeedback } from '../../index.js';
import type { Fetch } from './ses/download.js';
import { type Topic, topicOf } from './ses/topic.js';

/** Amazon SES, through Amazon SNS. */
export interface SesWebhookOptions {
  /**
   * ARNs of the topics that SES publishes to. Messages of others are refused, and subscriptions of others not confirmed.
   * @example ['arn:aws:sns:eu-west-1:123456789012:bounces']
   */
  readonly topics: readonly string[];
  /** Milliseconds after which a signed message is refused. Default 65 minutes: SNS tries again for an hour. */
  readonly maxAge?: number;
  /** Asks SNS for its certificates and confirms subscriptions. Default: the global `fetch`; your own for a proxy. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Mailgun. */
export interface MailgunWebhookOptions {
  /** The "HTTP webhook signing key" of the account, which is not an API key; several while it is replaced. */
  readonly signingKey: string | readonly string[];
  /** Milliseconds after which a signed event is refused. Default 9 hours: Mailgun tries again for eight. */
  readonly maxAge?: number;
}

/** Options of `MailWebhooksModule`. */
export interface MailWebhooksOptions {
  readonly ses?: SesWebhookOptions;
  readonly mailgun?: MailgunWebhookOptions;
  /**
   * Told of each bounce, complaint and delivery, after the suppression list. When it fails, the provider is asked to send
   * again, so it may be told the same twice; `mail.on('feedback', …)` is the same without that.
   */
  readonly onEvent?: (feedback: MailFeedback) => unknown;
  /** Bytes of the largest request that is read. Default 512 KB: SNS sends at most 256, escaped. */
  readonly maxBodySize?: number;
}

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

/** @throws MailConfigError with all faults */
export function webhooksConfig({
  ses,
  mailgun,
  onEvent = () => undefined,
  maxBodySize = 512 * 1024,
}: MailWebhooksOptions): WebhooksConfig {
  const faults = [
    ...(ses === undefined && mailgun === undefined ? [NO_PROVIDER] : []),
    ...(ses === undefined ? [] : topicFaults(ses.topics)),
    ...(mailgun === undefined || isKeys(keysOf(mailgun)) ? [] : [NO_KEY]),
    ...positiveFaults({ 'ses.maxAge': ses?.maxAge, 'mailgun.maxAge': mailgun?.maxAge, maxBodySize }),
  ];
  if (faults.length > 0) throw new MailConfigError(faults);
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

function keysOf({ signingKey }: MailgunWebhookOptions): readonly string[] {
  return typeof signingKey === 'string' ? [signingKey] : signingKey;
}

/** What is read from the environment may be missing, whatever the types say. An empty key is known to everybody. */
function isKeys(keys: readonly string[] | undefined): boolean {
  return Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === 'string' && key !== '');
}

function topicFaults(topics: readonly string[] | undefined): ConfigFault[] {
  if (!Array.isArray(topics) || topics.length === 0) {
    return [
      { key: 'ses.topics', problem: 'is empty', advice: `Name the SNS topics of SES. ${TOPIC_ADVICE}` },
    ];
  }
  return topics.flatMap((value, index) =>
    topicOf(String(value)) === undefined
      ? [
          {
            key: `ses.topics[${index}]`,
            problem: 'is not the ARN of an SNS topic that sends to HTTP endpoints',
            value: String(value),
            advice: TOPIC_ADVICE,
          },
        ]
      : [],
  );
}

function positiveFaults(values: Readonly<Record<string, number | undefined>>): ConfigFault[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined || value > 0
      ? []
      : [
          {
            key,
            problem: 'is not a positive number',
            value: String(value),
            advice: 'Leave it out for the default.',
          },
        ],
  );
}

const TOPIC_ADVICE = 'An ARN looks like arn:aws:sns:eu-west-1:123456789012:bounces.';

const NO_PROVIDER = {
  key: 'MailWebhooksModule',
  problem: 'has no provider to listen to',
  advice: 'Pass ses: { topics }, or mailgun: { signingKey }.',
};

const NO_KEY = {
  key: 'mailgun.signingKey',
  problem: 'is missing',
  advice: 'Copy the HTTP webhook signing key from the API security page of Mailgun.',
};
