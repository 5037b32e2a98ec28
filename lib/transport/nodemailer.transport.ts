import type { NodemailerError, SentMessageInfo, Transporter } from 'nodemailer';
import type { Receipt, RecipientRefusal } from '../errors/outcome.js';
import type { Mail } from '../message/mail.js';
import type { MailSeal } from '../message/seal/mail-seal.js';
import { toReply } from '../smtp/reply.js';
import { SmtpSendError } from '../smtp/smtp-errors.js';
import { withDeadline } from './deadline.js';
import type { MailTransport, SendOptions } from './mail-transport.js';
import { toNodemailer } from './nodemailer-message.js';
import type { RouteData } from './pluggable-transporter.js';
import { type SealConfig, Seals } from './seals.js';
import { wholeMail } from './whole-mail.js';

/** Sends through any nodemailer transporter: SES, sendmail, a plugin. */
export class NodemailerTransport implements MailTransport {
  readonly #seals: Seals;
  #isClosed = false;

  /** Mails with a seal reach the transporter as raw bytes. */
  constructor(
    readonly transporter: Transporter,
    seals: SealConfig = {},
  ) {
    this.#seals = new Seals(seals);
  }

  async send(mail: Mail, options: SendOptions = {}): Promise<Receipt> {
    return withDeadline(options, (signal) => this.#send(mail, signal));
  }

  async sendAll(mails: readonly Mail[], options: SendOptions = {}): Promise<PromiseSettledResult<Receipt>[]> {
    return withDeadline(options, async (signal) => {
      if (options.parallel === true) return Promise.allSettled(mails.map((mail) => this.#send(mail, signal)));
      const results: PromiseSettledResult<Receipt>[] = [];
      for (const mail of mails) {
        results.push(...(await Promise.allSettled([this.#send(mail, signal)])));
      }
      return results;
    });
  }

  async #send(mail: Mail, signal: AbortSignal | undefined): Promise<Receipt> {
    // Transporters without connections, such as that of SES, have nothing to close and would go on sending.
    if (this.#isClosed) throw closed();
    const seal = this.#seals.for(mail.seal);
    const sending =
      seal === undefined
        ? sendThrough(this.transporter, mail, signal)
        : sendSealed(this.transporter, mail, seal, signal);
    return knowsSignals(this.transporter) ? sending : untilAborted(sending, signal);
  }

  render(mail: Mail): Promise<Buffer> {
    return wholeMail(mail, this.#seals.for(mail.seal));
  }

  async verify(): Promise<void> {
    await this.transporter.verify();
  }

  close(): Promise<number> {
    this.#isClosed = true;
    this.transporter.close();
    return Promise.resolve(0);
  }
}

const closed = (): SmtpSendError =>
  new SmtpSendError('The mail was not sent: the mailer is closed', {
    outcome: 'refused',
    permanent: false,
    stage: 'queue',
  });

function knowsSignals({ transporter }: Transporter): boolean {
  return transporter.supportsAbortSignal === true;
}

/** nodemailer waits for a transport that knows no signals as long as that takes. What it does meanwhile is not known. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () =>
      reject(Object.assign(new Error('The mail was given up', { cause: signal.reason }), { code: 'EABORT' }));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}

/** Sends a mail with nodemailer's composer and the plugins of the transporter. */
export async function sendThrough(
  transporter: Transporter,
  mail: Mail,
  signal: AbortSignal | undefined,
  route: RouteData = {},
): Promise<Receipt> {
  const info = await transporter.sendMail({
    ...toNodemailer(mail),
    ...(signal !== undefined && { signal }),
    ...route,
  });
  return receipt(mail, info);
}

/** Hands the bytes over as they are: nothing that is signed may be composed anew. */
async function sendSealed(
  transporter: Transporter,
  mail: Mail,
  seal: MailSeal,
  signal: AbortSignal | undefined,
): Promise<Receipt> {
  const { messageId, envelope } = mail;
  const info = await transporter.sendMail({
    messageId,
    envelope: { from: envelope.from, to: [...envelope.to] },
    raw: await wholeMail(mail, seal),
    ...(signal !== undefined && { signal }),
  });
  return receipt(mail, info);
}

function receipt(mail: Mail, info: SentMessageInfo): Receipt {
  return {
    messageId: mail.messageId,
    envelope: mail.envelope,
    accepted: info.accepted ?? mail.envelope.to,
    refused: refusals(info),
    response: responseOf(mail, info),
  };
}

/** HTTP APIs answer with an id of their own, which their transports put in place of the Message-ID. */
function responseOf({ messageId }: Mail, info: SentMessageInfo): string {
  const { response, messageId: id } = info;
  return typeof response === 'string' ? response : id === messageId ? '' : (id ?? '');
}

function refusals({ rejectedErrors = [] }: SentMessageInfo): RecipientRefusal[] {
  return rejectedErrors.map(({ recipient = '', responseCode = 0, response = '' }: NodemailerError) => ({
    address: recipient,
    permanent: responseCode >= 500,
    reply: toReply(responseCode, response.replace(/^\d{3}[ -]?/u, '')),
  }));
}
