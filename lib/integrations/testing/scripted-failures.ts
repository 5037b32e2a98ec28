import { MailSendError, type RecipientRefusal, type SmtpReply } from '../../index.js';
import type { TextMatch } from './mail-filter.js';

/** What a send is to fail with: a reply of a mail server, such as `451 4.3.0 Try again later`, or an error. */
export type MailFailure = string | Error;

interface Refusal {
  readonly address: TextMatch;
  readonly reply: string;
}

/** The failures that a test asked for. */
export class ScriptedFailures {
  readonly #next: MailFailure[] = [];
  readonly #refusals: Refusal[] = [];

  add(failure: MailFailure): void {
    if (typeof failure === 'string') parseReply(failure);
    this.#next.push(failure);
  }

  refuse(refusal: Refusal): void {
    parseReply(refusal.reply);
    this.#refusals.push(refusal);
  }

  clear(): void {
    this.#next.length = 0;
    this.#refusals.length = 0;
  }

  /** What the next send fails with; it is used up then. */
  takeNext(): MailFailure | undefined {
    return this.#next.shift();
  }

  /** The reply that a recipient is refused with. */
  replyTo(recipient: string): string | undefined {
    return this.#refusals.findLast(({ address }) =>
      typeof address === 'string'
        ? address.toLowerCase() === recipient.toLowerCase()
        : recipient.search(address) >= 0,
    )?.reply;
  }

  /** @throws what the test asked for, as a mailer would throw it */
  throwFor(recipients: readonly string[]): void {
    const refusals = recipients.flatMap((address) => {
      const reply = this.replyTo(address);
      return reply === undefined ? [] : [refusalOf(address, reply)];
    });
    const [first] = refusals;
    if (first !== undefined) throw sendError(first.reply, refusals);
    const failure = this.takeNext();
    if (failure === undefined) return;
    throw typeof failure === 'string' ? sendError(parseReply(failure), []) : failure;
  }
}

function refusalOf(address: string, text: string): RecipientRefusal {
  const reply = parseReply(text);
  return { address, permanent: reply.code >= 500, reply };
}

function parseReply(text: string): SmtpReply {
  const parts = /^(?<code>[45]\d\d)(?: (?<enhanced>[45]\.\d{1,3}\.\d{1,3}))? (?<text>[^\r\n]+)$/u.exec(
    text,
  )?.groups;
  if (parts?.['code'] === undefined || parts['text'] === undefined) {
    throw new TypeError(`Expected a reply such as "550 5.1.1 No such user", got ${JSON.stringify(text)}.`);
  }
  const { code, enhanced, text: words } = parts;
  return { code: Number(code), ...(enhanced !== undefined && { enhancedCode: enhanced }), text: words };
}

function sendError(reply: SmtpReply, refusals: readonly RecipientRefusal[]): MailSendError {
  const { code, enhancedCode, text } = reply;
  const who = refusals.length === 0 ? 'the mail' : refusals.map(({ address }) => address).join(', ');
  const words = [code, enhancedCode, text].filter((word) => word !== undefined).join(' ');
  return new MailSendError(`The mail server refused ${who}: ${words}.`, {
    advice: 'The test asked for it, by failNext or refuse of its mailbox.',
    outcome: 'refused',
    permanent: code >= 500,
    refusals,
  });
}
