import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { fits, inWords, mismatches, type MailCondition, type TextMatch } from './mail-filter.js';
import { inOneLine, readMail, type ReceivedMail } from './received-mail.js';
import { type MailFailure, ScriptedFailures } from './scripted-failures.js';

/** The header by which a request tells whose mails it causes. */
export const MAILBOX_HEADER = 'x-mailbox';

/** What all mailboxes of one application share. */
interface House {
  readonly scope: AsyncLocalStorage<Mailbox>;
  /** Isolated mailboxes by their id, and by the addresses that they gave out. */
  readonly owners: Map<string, Mailbox>;
}

/**
 * The mails that an application sent, as their recipients got them.
 *
 * @example
 * const mail = await mailbox.waitFor({ to: 'ann@example.org', subject: /confirm/ });
 * await request(link(mail, /confirm/));
 */
export class Mailbox {
  readonly #house: House;
  readonly #id = randomUUID().slice(0, 8);
  readonly #mails: ReceivedMail[] = [];
  readonly #failures = new ScriptedFailures();
  readonly #watchers = new Set<(mail: ReceivedMail) => void>();

  /** @param neighbour another mailbox of the same application */
  constructor(neighbour?: Mailbox) {
    this.#house =
      neighbour === undefined ? { scope: new AsyncLocalStorage(), owners: new Map() } : neighbour.#house;
  }

  /** In the order in which they came. */
  get mails(): readonly ReceivedMail[] {
    return [...this.#mails];
  }

  /** The mail that came last. */
  get last(): ReceivedMail | undefined {
    return this.#mails.at(-1);
  }

  /** All mails that fit, in order. */
  filter(condition: MailCondition): ReceivedMail[] {
    return this.#mails.filter((mail) => fits(mail, condition));
  }

  /** The first mail that fits, whether it came already or comes later. Rejects with what came instead. */
  async waitFor(condition: MailCondition = {}, { timeout = 5000 } = {}): Promise<ReceivedMail> {
    const there = this.#mails.find((mail) => fits(mail, condition));
    if (there !== undefined) return there;
    const { promise, resolve, reject } = withResolvers<ReceivedMail>();
    const watch = (mail: ReceivedMail): void => {
      if (fits(mail, condition)) resolve(mail);
    };
    const late = (): void =>
      reject(
        new Error(`No mail ${inWords(condition)} came within ${timeout} ms. ${this.compared(condition)}`),
      );
    const timer = setTimeout(late, timeout);
    this.#watchers.add(watch);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#watchers.delete(watch);
    });
  }

  /** Forgets the mails, and the failures that were asked for. */
  clear(): void {
    this.#mails.length = 0;
    this.#failures.clear();
  }

  /**
   * Lets the next send fail; called twice, the next two.
   * @param failure what a server says, or the error itself
   * @example mailbox.failNext('451 4.3.0 Try again later')
   */
  failNext(failure: MailFailure = '451 4.3.0 Try again later'): void {
    this.#failures.add(failure);
  }

  /** Refuses a recipient from now on; a mail with other recipients besides goes to none of them. */
  refuse(address: TextMatch, reply = '550 5.1.1 No such user'): void {
    this.#failures.refuse({ address, reply });
  }

  /**
   * Runs a test with a mailbox of its own: for what is sent while it runs, also in parallel with others, and to the addresses
   * that `address` gives out.
   * @example it.concurrent('greets', () => mailbox.isolated(async (own) => { … }))
   */
  isolated<T>(test: (own: Mailbox) => T): T {
    const own = new Mailbox(this);
    this.#house.owners.set(own.#id, own);
    return this.#house.scope.run(own, () => test(own));
  }

  /**
   * An address that nobody else has: what is sent to it comes to this mailbox, also from a queue or another process.
   * @param name what it begins with
   */
  address(name = 'user'): string {
    const address = `${name}.${randomUUID().slice(0, 8)}@mailbox.test`;
    this.#house.owners.set(address, this);
    return address;
  }

  /** For a request to the application under test: what it sends then comes to this mailbox, whoever gets it. */
  get headers(): Record<string, string> {
    return { [MAILBOX_HEADER]: this.#id };
  }

  /** Runs what answers a request that carries `headers`. @internal */
  runFor<T>(id: unknown, answer: () => T): T {
    const own = typeof id === 'string' ? this.#house.owners.get(id) : undefined;
    return own === undefined ? answer() : this.#house.scope.run(own, answer);
  }

  /** The mailbox that a mail which is being sent comes to. @internal */
  ownerOf(recipients: readonly string[]): Mailbox {
    const { scope, owners } = this.#house;
    const named = recipients
      .map((address) => owners.get(address.toLowerCase()))
      .find((own) => own !== undefined);
    return scope.getStore() ?? named ?? this;
  }

  /** @internal */
  get failures(): ScriptedFailures {
    return this.#failures;
  }

  /** Takes a mail in. @internal */
  async receive(raw: Buffer, envelope: ReceivedMail['envelope']): Promise<void> {
    const mail = await readMail(raw, envelope);
    this.#mails.push(mail);
    for (const watch of this.#watchers) watch(mail);
  }

  /** What is there, mail by mail, and why it does not fit. @internal */
  compared(condition: MailCondition = {}): string {
    if (this.#mails.length === 0) return 'The mailbox is empty.';
    const lines = this.#mails.map((mail, index) => {
      const why = mismatches(mail, condition);
      return `  ${index + 1}. ${inOneLine(mail)}${why.length === 0 ? '' : `: ${why.join('; ')}`}`;
    });
    return `The mailbox holds:\n${lines.join('\n')}`;
  }
}

function withResolvers<T>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
} {
  let [resolve, reject]: [(value: T) => void, (error: Error) => void] = [() => undefined, () => undefined];
  const promise = new Promise<T>((...settle) => {
    [resolve, reject] = settle;
  });
  return { promise, resolve, reject };
}
