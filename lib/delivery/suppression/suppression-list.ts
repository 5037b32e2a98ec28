/** What a suppression list is asked about, or told. */
export interface SuppressionContext {
  /** What the mail is part of and can be unsubscribed from: `list` of the message's `unsubscribe`; missing for other mail. */
  readonly list?: string | undefined;
}

/**
 * Who must not get mail. It is asked right before each mail is sent, in each attempt of a queue as well; a list that fails,
 * or that does not answer in time, keeps the mail from being sent.
 *
 * @example
 * MailModule.forRootAsync({
 *   inject: [Unsubscribed],
 *   useFactory: (unsubscribed: Unsubscribed) => ({
 *     suppression: {
 *       suppressed: (addresses, { list }) => unsubscribed.among(addresses, list),
 *       suppress: (address, { list }) => unsubscribed.add(address, list),
 *     },
 *   }),
 * })
 */
export interface SuppressionList {
  /** @returns those of the addresses that must not get the mail, in any order and case */
  suppressed(
    addresses: readonly string[],
    context: SuppressionContext,
  ): Iterable<string> | PromiseLike<Iterable<string>>;
  /**
   * Keeps mail of this list away from an address from now on; without a list, all mail. It may be told so twice.
   * Whoever resolves has kept it: an unsubscription is confirmed then.
   */
  suppress(address: string, context: SuppressionContext): void | PromiseLike<void>;
}

/** Injection token of the module's suppression list; `null` when there is none. */
export const SuppressionList = Symbol.for('nestjs-spring-mail:suppression-list');
