import { callbackify } from 'node:util';
import {
  createTransport,
  type MailMessage,
  type SendMailOptions,
  type SentMessageInfo,
  type Transporter,
} from 'nodemailer';
import type { SmtpMail, SmtpResult } from '../smtp/smtp-mail.js';

/** What a transporter is made of. */
export interface Wire {
  /** Sends a composed mail over our connections. `inBatch`: over the one that keeps batches in order. */
  send(mail: SmtpMail, route: { readonly inBatch: boolean }): Promise<SmtpResult>;
  verify(): Promise<void>;
}

/** Fields of ours in nodemailer's message data, which it hands through. */
export interface RouteData {
  readonly inBatch?: boolean;
}

/**
 * A nodemailer transporter whose mails go over our connections: nodemailer composes them, with the plugins and
 * options that only it knows, and we send them.
 */
export class PluggableTransporter {
  readonly mailer: Transporter;
  #hasPlugins = false;

  constructor(wire: Wire) {
    const verified = async (): Promise<true> => {
      await wire.verify();
      return true;
    };
    this.mailer = createTransport({
      name: 'nestjs-spring-mail',
      version: '1',
      supportsAbortSignal: true,
      send: callbackify((message: MailMessage) => transmit(message, wire)),
      verify: (done?: (error: Error | null, success?: true) => void) => {
        if (done === undefined) return verified();
        return callbackify(verified)(done);
      },
    });
    const use = this.mailer.use.bind(this.mailer);
    this.mailer.use = (step, plugin) => {
      this.#hasPlugins = true;
      return use(step, plugin);
    };
  }

  /** Whether somebody added a plugin, so that all mails must come this way. */
  get hasPlugins(): boolean {
    return this.#hasPlugins;
  }
}

async function transmit({ data, message }: MailMessage, wire: Wire): Promise<SentMessageInfo> {
  const { from, to } = message.getEnvelope();
  const { inBatch = false }: SendMailOptions & RouteData = data;
  const mail = {
    from: from || '',
    to,
    content: () => message.createReadStream(),
    ...(data.signal !== undefined && { signal: data.signal }),
  };
  const { reply, accepted, refused } = await wire.send(mail, { inBatch });
  return {
    envelope: { from, to },
    messageId: message.messageId(),
    accepted: [...accepted],
    rejected: refused.map(({ address }) => address),
    rejectedErrors: refused.map(({ address, permanent, reply: { code, text } }) =>
      Object.assign(new Error(text), {
        recipient: address,
        responseCode: code,
        response: `${code} ${text}`,
        permanent,
      }),
    ),
    response: `${reply.code} ${reply.text}`,
  };
}
