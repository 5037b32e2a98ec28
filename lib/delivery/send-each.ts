import type { MailError } from '../errors/mail.error.js';
import type { Receipt } from '../errors/outcome.js';
import type { MailMessage } from '../message/message.js';
import { Changes } from '../smtp/changes.js';
import { type Messages, MessageSource } from './message-source.js';

/** What came of one message of many: a receipt or an error. */
export type SendResult =
  | { readonly message: MailMessage; readonly receipt: Receipt; readonly error?: undefined }
  | { readonly message: MailMessage; readonly error: MailError; readonly receipt?: undefined };

/** What `sendEach` needs of a mailer. */
export interface BulkSender {
  /** Never rejects. */
  readonly send: (message: MailMessage) => Promise<SendResult>;
  /** Resolves when the next message should be composed. */
  readonly whenRoom: () => Promise<void>;
}

/** Most messages without a result, for transports that always have room. */
const MOST_UNDERWAY = 500;

/** Sends messages as they come and gives each its result as soon as it is known; a few are under way at a time. */
export async function* sendEach(
  messages: Messages,
  { send, whenRoom }: BulkSender,
): AsyncGenerator<SendResult, void, undefined> {
  const source = new MessageSource(messages);
  const settled: SendResult[] = [];
  const changes = new Changes();
  const underway = new Set<object>();
  const begin = async (message: MailMessage): Promise<void> => {
    const ticket = {};
    underway.add(ticket);
    settled.push(await send(message));
    underway.delete(ticket);
    changes.notify();
  };
  const read = async (): Promise<IteratorResult<MailMessage, void>> => {
    await whenRoom();
    await changes.until(() => underway.size < MOST_UNDERWAY);
    return source.next();
  };
  let next: ReturnType<typeof read> | undefined = read();
  try {
    while (next !== undefined || underway.size > 0) {
      const item: IteratorResult<MailMessage, void> | void = await Promise.race([
        changes.until(() => settled.length > 0),
        ...(next === undefined ? [] : [next]),
      ]);
      if (item?.done === false) void begin(item.value);
      if (item !== undefined) next = item.done === true ? undefined : read();
      yield* settled.splice(0);
    }
    yield* settled.splice(0);
    source.check();
  } finally {
    // Who stops early does not wait for a message that may never come.
    void Promise.allSettled([next, source.end()]);
  }
}
