import type { MailError } from '../errors/mail.error.js';
import { MailParseError } from '../errors/mail-parse.error.js';
import { MailPreparationError } from '../errors/mail-preparation.error.js';
import { MailSendError } from '../errors/mail-send.error.js';
import type { Receipt } from '../errors/outcome.js';
import type { Mail } from '../message/mail.js';
import type { MailMessage } from '../message/message.js';
import type { SendEvents } from './send-events.js';

/** What a batch needs of its mailer. */
export interface BatchSteps {
  readonly prepare: (message: MailMessage) => Mail | Promise<Mail>;
  readonly begin: (mail: Mail) => SendEvents | undefined;
  /** @returns for each mail its receipt or what went wrong, in order */
  readonly deliver: (mails: readonly Mail[]) => Promise<PromiseSettledResult<Receipt>[]>;
  readonly explain: (error: unknown, message: MailMessage) => MailError;
}

/**
 * Prepares all messages, then sends them; one that fails does not stop the next.
 * @throws MailParseError or MailPreparationError, and nothing was sent, when one message cannot be sent as it is
 * @throws MailSendError with every failed message and the receipts of the others
 */
export async function sendBatch(messages: readonly MailMessage[], steps: BatchSteps): Promise<Receipt[]> {
  const mails: Mail[] = [];
  for (const [index, message] of messages.entries()) {
    const prepared = prepareAt(index, message, steps);
    // Without a step that takes time the batch is with the transport before this call returns.
    mails.push(prepared instanceof Promise ? await prepared : prepared);
  }
  const told = mails.map(steps.begin);
  const results = await steps.deliver(mails);
  const receipts: Receipt[] = [];
  const failures = new Map<MailMessage, MailError>();
  for (const [index, message] of messages.entries()) {
    const result = results[index];
    if (result?.status === 'fulfilled') {
      receipts.push(result.value);
      told[index]?.sent(result.value);
    } else {
      const error = steps.explain(result?.reason, message);
      failures.set(message, error);
      told[index]?.failed(error);
    }
  }
  if (failures.size === 0) return receipts;
  throw batchError(messages.length, failures, receipts);
}

function prepareAt(index: number, message: MailMessage, { prepare }: BatchSteps): Mail | Promise<Mail> {
  const fail = (error: unknown): never => {
    throw error instanceof MailParseError || error instanceof MailPreparationError
      ? error.within(`messages[${index}]`)
      : error;
  };
  try {
    const mail = prepare(message);
    return mail instanceof Promise ? mail.catch(fail) : mail;
  } catch (error) {
    return fail(error);
  }
}

function batchError(
  total: number,
  failures: ReadonlyMap<MailMessage, MailError>,
  receipts: readonly Receipt[],
): MailSendError {
  const errors = [...failures.values()];
  const isUnknown = errors.some((error) => error instanceof MailSendError && error.outcome === 'unknown');
  const [first] = errors;
  return new MailSendError(
    `${total - receipts.length} of ${total} messages were not delivered. The first: ${first?.message}`,
    {
      diagnosis: first?.diagnosis,
      advice: 'failures holds every failed message with its error, receipts what was delivered.',
      outcome: isUnknown ? 'unknown' : 'refused',
      failures,
      receipts,
      cause: first,
    },
  );
}
