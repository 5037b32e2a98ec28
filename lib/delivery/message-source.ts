import type { MailMessage } from '../message/message.js';

/** Messages of any number, as a caller has them. */
export type Messages = Iterable<MailMessage> | AsyncIterable<MailMessage>;

/** Gives messages one by one. What their source throws ends them, and is kept until those before it have their results. */
export class MessageSource {
  readonly #messages: AsyncGenerator<MailMessage, void, undefined>;
  #failure: { readonly error: unknown } | undefined;

  constructor(messages: Messages) {
    this.#messages = iteratorOf(messages);
  }

  /** Never rejects: it is asked ahead of time, when nobody may look at it for a while. */
  async next(): Promise<IteratorResult<MailMessage, void>> {
    try {
      return await this.#messages.next();
    } catch (error) {
      this.#failure = { error };
      return { done: true, value: undefined };
    }
  }

  /** Throws what the source threw, if it did. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Nobody wants more. */
  async end(): Promise<void> {
    await this.#messages.return();
  }
}

async function* iteratorOf(messages: Messages): AsyncGenerator<MailMessage, void, undefined> {
  yield* messages;
}
