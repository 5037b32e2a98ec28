/** At most `max` mails in any `per` milliseconds. */
export interface QueueRate {
  readonly max: number;
  readonly per: number;
}

/** How a queue delivers what waits in it: `nest.mail.queue`. */
export interface QueueConfig {
  /** What to do with a mail that may or may not have been delivered: send it again, or report it. */
  readonly delivery: 'at-least-once' | 'at-most-once';
  /** Most mails under way at a time in one process. */
  readonly concurrency: number;
  /** Most attempts for one mail. */
  readonly maxAttempts: number;
  /** Milliseconds after which a mail is given up. */
  readonly horizon: number;
  /** Milliseconds before the second attempt, and the most before any. */
  readonly backoff: { readonly initial: number; readonly max: number };
  /** Most mails that an in-process queue holds. */
  readonly maxWaiting: number;
  /** Most bytes of one mail, about. */
  readonly maxSize: number;
  /** Milliseconds that mails have to be sent when the application ends. */
  readonly drainTimeout: number;
  /** For all mails. */
  readonly rateLimit?: QueueRate | undefined;
  /** For the mails to each domain of recipients that has no limit of its own. */
  readonly domainLimit?: QueueRate | undefined;
  /** For the mails to single domains, in lower case. */
  readonly domainLimits: ReadonlyMap<string, QueueRate>;
}
