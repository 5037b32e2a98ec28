/** What a provider tells of a mail that it had taken, for one recipient, in one form for all providers. */
export type MailFeedback = BouncedFeedback | ComplainedFeedback | DeliveredFeedback;

/** What all feedback says. */
export interface FeedbackFields {
  /** Who tells it: `ses`, `mailgun`, or a name of your own. */
  readonly provider: string;
  /** Address of the one recipient, without a name. */
  readonly recipient: string;
  /** Message-ID of the receipt, with its angle brackets; missing when the provider does not tell it. */
  readonly messageId?: string | undefined;
  /** The provider's own id of the mail, where it has one: that of SES is the last word of the receipt's `response`. */
  readonly providerId?: string | undefined;
  /** When it happened, by the provider's clock. */
  readonly time: Date;
  /** What the provider said, as it came. It holds addresses, subjects and what strangers wrote. */
  readonly raw: unknown;
}

/** The mail did not arrive. */
export interface BouncedFeedback extends FeedbackFields {
  readonly type: 'bounced';
  /** `true` when the address takes no mail, so that it is suppressed; `false` when another mail may arrive. */
  readonly permanent: boolean;
  /** The words of the server that refused it, or of the provider. */
  readonly reason?: string | undefined;
}

/** The recipient reported the mail as spam. */
export interface ComplainedFeedback extends FeedbackFields {
  readonly type: 'complained';
  /** Kind of the report (RFC 5965 section 7.3), such as `abuse`. */
  readonly reason?: string | undefined;
}

/** The server of the recipient took the mail. */
export interface DeliveredFeedback extends FeedbackFields {
  readonly type: 'delivered';
}
