import type { MailFeedback } from '../../index.js';

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
