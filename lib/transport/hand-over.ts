import type { Receipt } from '../errors/outcome.js';
import type { Mail } from '../message/mail.js';
import { SmtpSendError } from '../smtp/smtp-errors.js';

/** How one mail of a batch is sent. */
export interface BatchSender {
  /** Resolves when the next mail should be composed. */
  whenRoom(): Promise<void>;
  send(mail: Mail): Promise<Receipt>;
}

/**
 * Hands mails over in order. Once there is no connection, what is left fails with the same cause: a server that is down is
 * not asked for each mail, and a wrong password is not tried until the account is locked.
 */
export async function handOver(
  mails: readonly Mail[],
  sender: BatchSender,
): Promise<PromiseSettledResult<Receipt>[]> {
  const results: Promise<Receipt>[] = [];
  let noConnection: SmtpSendError | undefined;
  for (const mail of mails) {
    await sender.whenRoom();
    const result = noConnection === undefined ? sender.send(mail) : Promise.reject(noConnection);
    // All results are looked at when the whole batch is done.
    result.catch((error: unknown) => {
      if (error instanceof SmtpSendError && error.stage === 'connect') noConnection ??= error;
    });
    results.push(result);
  }
  return Promise.allSettled(results);
}
