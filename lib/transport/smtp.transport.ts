import type { Transporter } from 'nodemailer';
import type { MailerConfig } from '../config/mailer-config.js';
import type { Receipt } from '../errors/outcome.js';
import type { Mail } from '../message/mail.js';
import { canCompose } from '../message/compose/can-compose.js';
import { connectSmtp } from '../smtp/connect.js';
import { SmtpPool } from '../smtp/pool.js';
import type { SmtpMail } from '../smtp/smtp-mail.js';
import { composeInput, toSmtpMail } from './composed-mail.js';
import type { MailTransport, SendOptions } from './mail-transport.js';
import { PluggableTransporter } from './pluggable-transporter.js';
import { sendThrough } from './nodemailer.transport.js';
import { connectConfig, poolConfig } from './wire-config.js';

/** Milliseconds that mails under way may take when the transport closes. */
const DRAIN_TIMEOUT = 10_000;

/** Sends by SMTP over warm connections. */
export class SmtpTransport implements MailTransport {
  readonly #config: MailerConfig;
  readonly #pool: SmtpPool;
  /** One connection, so that the mails of a batch stay in order. */
  #batchPool: SmtpPool | undefined;
  #transporter: PluggableTransporter | undefined;

  constructor(config: MailerConfig) {
    this.#config = config;
    this.#pool = this.#newPool(config.pool.maxConnections);
  }

  /** A nodemailer transporter that sends over these connections; its plugins apply to every mail. */
  get transporter(): Transporter {
    this.#transporter ??= new PluggableTransporter(
      (mail) => this.#pool.send(this.#withSettings(mail)),
      () => this.verify(),
    );
    return this.#transporter.mailer;
  }

  async send(mail: Mail, { signal }: SendOptions = {}): Promise<Receipt> {
    return this.#sendOver(this.#pool, mail, signal);
  }

  async sendAll(
    mails: readonly Mail[],
    { signal }: SendOptions = {},
  ): Promise<PromiseSettledResult<Receipt>[]> {
    this.#batchPool ??= this.#newPool(1);
    const results: Promise<Receipt>[] = [];
    for (const mail of mails) {
      await this.#batchPool.whenRoom();
      const result = this.#sendOver(this.#batchPool, mail, signal);
      // Looked at only when the whole batch is done.
      result.catch(() => undefined);
      results.push(result);
    }
    return Promise.allSettled(results);
  }

  whenRoom(): Promise<void> {
    return this.#pool.whenRoom();
  }

  async verify(): Promise<void> {
    await this.#pool.verify();
  }

  async close(): Promise<number> {
    const pools = [this.#pool, ...(this.#batchPool === undefined ? [] : [this.#batchPool])];
    const undelivered = await Promise.all(pools.map((pool) => pool.close({ timeoutMs: DRAIN_TIMEOUT })));
    return undelivered.flat().length;
  }

  async #sendOver(pool: SmtpPool, mail: Mail, signal: AbortSignal | undefined): Promise<Receipt> {
    const input = composeInput(mail);
    if (this.#transporter?.hasPlugins || !canCompose(input))
      return sendThrough(this.transporter, mail, signal);
    const { reply, accepted, refused } = await pool.send(this.#withSettings(toSmtpMail(mail, input, signal)));
    return {
      messageId: mail.messageId,
      envelope: mail.envelope,
      accepted,
      refused,
      response: `${reply.code} ${reply.text}`,
    };
  }

  #newPool(maxConnections: number): SmtpPool {
    const connect = connectConfig(this.#config);
    return new SmtpPool((signal) => connectSmtp(connect, signal), {
      ...poolConfig(this.#config),
      maxConnections,
    });
  }

  /** What the settings say about every mail. */
  #withSettings(mail: SmtpMail): SmtpMail {
    const { sendPartial, dsn, submitter, mailExtension } = this.#config;
    return {
      sendPartial,
      ...(dsn !== undefined && { dsn }),
      ...(submitter !== undefined && { submitter }),
      ...(mailExtension !== undefined && { extension: mailExtension }),
      ...mail,
    };
  }
}
