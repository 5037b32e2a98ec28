import type { SmtpReply } from '../errors/outcome.js';
import { parseEhlo } from './ehlo.js';
import { buildEnvelope } from './envelope.js';
import { Refusals } from './refusals.js';
import { isRefusal, toReply } from './reply.js';
import { ReplyParser } from './reply-parser.js';
import { SmtpLineError, SmtpSendError, toError } from './smtp-errors.js';
import type { SmtpMailSettings } from './smtp-mail.js';
import type { SmtpLine } from './smtp-line.js';

/** Who would send a mail, to whom, and what the settings say about it. */
export interface TrialMail extends SmtpMailSettings {
  readonly from: string;
  readonly to: string;
}

/**
 * Asks the server whether it would take a mail, and takes the question back with RSET: nothing is sent. Closes the line.
 * @param timeout milliseconds for each reply
 * @throws SmtpSendError as a mail with this envelope would
 */
export async function tryEnvelope(line: SmtpLine, trial: TrialMail, timeout: number): Promise<void> {
  const mail = { ...trial, to: [trial.to], content: Buffer.alloc(0) };
  const refusals = new Refusals(mail);
  const asking = new Asking(line, timeout);
  try {
    const peer = { extensions: parseEhlo(line.ehlo), encrypted: line.encrypted };
    const envelope = buildEnvelope(mail, undefined, peer);
    const sender = await asking.ask(envelope.mail);
    if (isRefusal(sender.code)) refusals.add('mail', sender);
    else {
      const recipient = await asking.ask(envelope.rcpt[0] ?? '');
      if (isRefusal(recipient.code)) refusals.addRecipient(trial.to, recipient);
      await asking.ask('RSET\r\n');
    }
    line.socket.write('QUIT\r\n');
  } finally {
    line.close();
  }
  if (refusals.refuseMail) throw refusals.toError();
}

/** One command, one reply. */
class Asking {
  readonly #line: SmtpLine;
  readonly #timeout: number;
  #settle: { resolve: (reply: SmtpReply) => void; reject: (error: Error) => void } | undefined;

  constructor(line: SmtpLine, timeout: number) {
    this.#line = line;
    this.#timeout = timeout;
    const parser = new ReplyParser((code, text) => this.#settle?.resolve(toReply(code, text)));
    const fail = (error: Error): void => this.#settle?.reject(lost(error));
    line.socket
      .on('data', (chunk: Buffer) => {
        try {
          parser.push(chunk);
        } catch (error) {
          fail(toError(error));
        }
      })
      .on('error', fail)
      .on('close', () => fail(new SmtpLineError('The mail server closed the connection')))
      .resume();
  }

  async ask(command: string): Promise<SmtpReply> {
    const silence = lost(new SmtpLineError(`The mail server was silent for ${this.#timeout} ms`));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(reject, this.#timeout, silence);
      const settle =
        <T>(end: (result: T) => void): ((result: T) => void) =>
        (result) => {
          clearTimeout(timer);
          end(result);
        };
      this.#settle = { resolve: settle(resolve), reject: settle(reject) };
      this.#line.socket.write(command);
    });
  }
}

function lost(cause: Error): SmtpSendError {
  return new SmtpSendError(cause.message, { outcome: 'refused', stage: 'mail', permanent: false, cause });
}
