import { MailSendError } from '../errors/mail-send.error.js';
import type { LeftOutRecipient, Receipt } from '../errors/outcome.js';
import type { Mail } from '../message/mail.js';
import type { MailTransport, SendOptions } from '../transport/mail-transport.js';

/** Why a recipient is left out whom the suppression list names. */
export const SUPPRESSED = 'the suppression list names it';

/** Takes recipients out of the envelope. `reasonFor` says why one is left out; the others stay. */
export function leaveOut(mail: Mail, reasonFor: (address: string) => string | undefined): Mail {
  const leftOut: LeftOutRecipient[] = [...(mail.leftOut ?? [])];
  const to = mail.envelope.to.filter((address) => {
    const reason = reasonFor(address);
    if (reason !== undefined) leftOut.push({ address, reason });
    return reason === undefined;
  });
  if (to.length === mail.envelope.to.length) return mail;
  return { ...mail, envelope: { ...mail.envelope, to }, leftOut };
}

/** Sends a mail to those who are left, which may be nobody. */
export async function deliver(transport: MailTransport, mail: Mail, options: SendOptions): Promise<Receipt> {
  if (mail.leftOut === undefined) return transport.send(mail, options);
  return withLeftOut(mail, isForNobody(mail) ? untouched(mail) : await transport.send(mail, options));
}

/** The same for a batch. @returns for each mail its receipt or what went wrong, in order */
export async function deliverAll(
  transport: MailTransport,
  mails: readonly Mail[],
  options: SendOptions,
): Promise<PromiseSettledResult<Receipt>[]> {
  const results = await transport.sendAll(
    mails.filter((mail) => !isForNobody(mail)),
    options,
  );
  const sent = results.values();
  return mails.map((mail) => {
    const result = isForNobody(mail) ? settled(() => untouched(mail)) : sent.next().value;
    return result?.status === 'fulfilled' ? fulfilled(withLeftOut(mail, result.value)) : notSent(result);
  });
}

function isForNobody({ envelope }: Mail): boolean {
  return envelope.to.length === 0;
}

/**
 * The receipt of a mail that no server saw.
 * @throws MailSendError when nobody may get it, because nothing that is switched off later changes that
 */
function untouched({ messageId, envelope, leftOut = [] }: Mail): Receipt {
  if (leftOut.every(({ reason }) => reason === SUPPRESSED)) throw nobodyLeft();
  return { messageId, envelope, accepted: [], refused: [], response: '' };
}

function withLeftOut({ leftOut }: Mail, receipt: Receipt): Receipt {
  return leftOut === undefined ? receipt : { ...receipt, leftOut };
}

function nobodyLeft(): MailSendError {
  return new MailSendError('The mail was not sent: the suppression list names every recipient.', {
    advice: 'Take those off the list who want mail again.',
    outcome: 'refused',
    permanent: true,
  });
}

function settled(receipt: () => Receipt): PromiseSettledResult<Receipt> {
  try {
    return fulfilled(receipt());
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}

function fulfilled(value: Receipt): PromiseFulfilledResult<Receipt> {
  return { status: 'fulfilled', value };
}

/** A transport of the user's own may give fewer results than it had mails. */
function notSent(result: PromiseRejectedResult | undefined): PromiseRejectedResult {
  return result ?? { status: 'rejected', reason: new Error('The transport gave no result for this mail.') };
}
