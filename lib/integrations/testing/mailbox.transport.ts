import {
  type Mail,
  MailSendError,
  type MailTransport,
  type Receipt,
  type SendOptions,
  wholeMail,
} from '../../index.js';
import type { Mailbox } from './mailbox.js';

/** Delivers into a mailbox of this process: composed as for a mail server, and read again. */
export class MailboxTransport implements MailTransport {
  #isClosed = false;

  constructor(private readonly mailbox: Mailbox) {}

  async send(mail: Mail, { signal }: SendOptions = {}): Promise<Receipt> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw closed();
    const { messageId, envelope } = mail;
    const owner = this.mailbox.ownerOf(envelope.to);
    owner.failures.throwFor(envelope.to);
    await owner.receive(await wholeMail(mail), envelope);
    return {
      messageId,
      envelope,
      accepted: envelope.to,
      refused: [],
      response: '250 2.0.0 Ok: in the mailbox',
    };
  }

  async sendAll(mails: readonly Mail[], options?: SendOptions): Promise<PromiseSettledResult<Receipt>[]> {
    const results: PromiseSettledResult<Receipt>[] = [];
    for (const mail of mails) results.push(...(await Promise.allSettled([this.send(mail, options)])));
    return results;
  }

  async verify(): Promise<void> {
    if (this.#isClosed) throw closed();
  }

  close(): Promise<number> {
    this.#isClosed = true;
    return Promise.resolve(0);
  }
}

function closed(): MailSendError {
  return new MailSendError('The mailbox is closed.', {
    advice: 'Send before the application ends.',
    outcome: 'refused',
    permanent: true,
  });
}
