import { callbackify } from 'node:util';
import { createTransport, type MailMessage, type SentMessageInfo, type Transporter } from 'nodemailer';
import type { SmtpMail, SmtpResult } from '../smtp/smtp-mail.js';

/** Sends a composed mail over our connections. */
export type SendComposed = (mail: SmtpMail) => Promise<SmtpResult>;

/**
 * A nodemailer transporter whose mails go over our connections: nodemailer composes them, with the plugins and
 * options that only it knows, and we send them.
 */
export class PluggableTransporter {
  readonly mailer: Transporter;
  #hasPlugins = false;

  constructor(send: SendComposed, verify: () => Promise<void>) {
    this.mailer = createTransport({
      name: 'nestjs-spring-mail',
      version: '1',
      supportsAbortSignal: true,
      send: callbackify((message: MailMessage) => transmit(message, send)),
      verify,
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

async function transmit({ data, message }: MailMessage, send: SendComposed): Promise<SentMessageInfo> {
  const { from, to } = message.getEnvelope();
  const { reply, accepted, refused } = await send({
    from: from || '',
    to,
    content: () => message.createReadStream(),
    ...(data.signal !== undefined && { signal: data.signal }),
  });
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
