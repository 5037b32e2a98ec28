import { MailSendError } from '../../errors/mail-send.error.js';
import type { Mail } from '../../message/mail.js';
import { leaveOut, SUPPRESSED } from '../left-out.js';
import type { MailStep } from '../preparation.js';
import type { SuppressionList } from './suppression-list.js';

/** Milliseconds that a list has to answer. */
const TIMEOUT = 5000;

/** Takes those out of the envelope that the list names. The header fields stay as they are. */
export function withoutSuppressed(list: SuppressionList, timeout = TIMEOUT): MailStep {
  return (mail) => {
    const { to } = mail.envelope;
    if (to.length === 0) return mail;
    try {
      const answer = list.suppressed(to, { list: mail.list });
      if (!isThenable(answer)) return without(mail, answer);
      return within(answer, timeout)
        .then((names) => without(mail, names))
        .catch(notAsked);
    } catch (error) {
      return notAsked(error);
    }
  };
}

/** What a database answers with need not be a promise of this language. */
function isThenable<T>(value: Iterable<T> | PromiseLike<Iterable<T>>): value is PromiseLike<Iterable<T>> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

function without(mail: Mail, names: Iterable<string>): Mail {
  // What is no list would count as an empty one.
  if (typeof names !== 'object' || names === null || !(Symbol.iterator in names))
    throw new TypeError('Its answer is not a list of addresses.');
  const suppressed = new Set(Array.from(names, (name) => name.toLowerCase()));
  return leaveOut(mail, (address) => (suppressed.has(address.toLowerCase()) ? SUPPRESSED : undefined));
}

async function within<T>(answer: PromiseLike<T>, timeout: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`It did not answer within ${timeout} ms.`)), timeout);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Who cannot be asked may have said no. */
function notAsked(cause: unknown): never {
  throw new MailSendError('The mail was not sent: the suppression list could not be asked.', {
    advice: 'See the cause of this error. Send it again when the list works.',
    outcome: 'refused',
    permanent: false,
    cause,
  });
}
