import { inspect } from 'node:util';
import { inWords, type MailCondition, type TextMatch } from './mail-filter.js';
import { Mailbox } from './mailbox.js';

/** What jest and vitest take from a matcher. */
interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * The matchers, for types:
 * `declare module 'expect' { interface Matchers<R> extends MailMatchers<R> {} }` for jest,
 * `declare module 'vitest' { interface Matchers<T> extends MailMatchers<void> {} }` for vitest from 3.2 on.
 */
export interface MailMatchers<R = void> {
  /** A mail that fits was sent; without a condition, any mail. */
  toHaveSentMail(condition?: MailCondition): R;
  /** A mail was sent that this address got, whether it stands in To, Cc or nowhere. */
  toHaveSentMailTo(address: TextMatch): R;
  /** So many mails were sent. */
  toHaveSentMails(count: number): R;
}

/**
 * Matchers for the mailbox of an application, of jest and of vitest.
 *
 * @example
 * expect.extend(mailMatchers);
 * expect(mailbox).toHaveSentMail({ to: 'ann@example.org', subject: /welcome/i });
 */
export const mailMatchers = {
  toHaveSentMail(received: unknown, condition: MailCondition = {}): MatcherResult {
    const mailbox = checked(received);
    const found = mailbox.filter(condition);
    return result(found.length > 0, `a mail ${inWords(condition)}`, mailbox, condition);
  },

  toHaveSentMailTo(received: unknown, address: TextMatch): MatcherResult {
    const mailbox = checked(received);
    const condition = { to: address };
    return result(mailbox.filter(condition).length > 0, `a mail to ${inspect(address)}`, mailbox, condition);
  },

  toHaveSentMails(received: unknown, count: number): MatcherResult {
    const mailbox = checked(received);
    return result(mailbox.mails.length === count, `${count} mails`, mailbox, {});
  },
};

function result(pass: boolean, what: string, mailbox: Mailbox, condition: MailCondition): MatcherResult {
  // What did come is read only when the test fails.
  const message = (): string =>
    pass
      ? `Expected not to have sent ${what}. ${mailbox.compared()}`
      : `Expected to have sent ${what}. ${mailbox.compared(condition)}`;
  return { pass, message };
}

function checked(received: unknown): Mailbox {
  if (received instanceof Mailbox) return received;
  throw new TypeError(
    `Expected a Mailbox, got ${inspect(received, { depth: 0 })}. Pass app.get(Mailbox) to expect.`,
  );
}
