import { callbackify } from 'node:util';
import type { MailMessage, SendMailOptions, SentMessageInfo, Transporter } from 'nodemailer';
import type { MailSeal, SealContext } from '../message/seal/mail-seal.js';
import { nodemailer } from '../on-demand.cjs';
import { parseDsn } from '../message/dsn.js';
import { fromNodemailer } from './nodemailer-data.js';
import { dsnOf, toSmtpMail } from './composed-mail.js';
import { sealContext } from './sealed-mail.js';
import type { SealTask } from './sealing-pool.js';
import type { Seals } from './seals.js';
import type { SmtpMail, SmtpMailSettings, SmtpResult } from '../smtp/smtp-mail.js';

/** What a transporter is made of. */
export interface Wire {
  /** Sends a composed mail over our connections. `inBatch`: over the one that keeps batches in order. */
  send(mail: SmtpMail, route: Route): Promise<SmtpResult>;
  verify(): Promise<void>;
  readonly seals: Seals;
  readonly settings: SmtpMailSettings;
}

interface Route {
  readonly inBatch: boolean;
  readonly task: SealTask | undefined;
}

/** Fields of ours in nodemailer's message data, which it hands through. */
export interface RouteData {
  readonly inBatch?: boolean;
  readonly seal?: MailSeal | false;
}

/**
 * A nodemailer transporter whose mails go over our connections. Its plugins see every mail; nodemailer composes those
 * with plugins and options that only it knows, we compose the others, and send them all.
 */
export class PluggableTransporter {
  readonly mailer: Transporter;
  #hasPlugins = false;
  /** A plugin of the step after composing sees the mail that nodemailer composed. */
  #composesHere = true;

  constructor(wire: Wire) {
    const verified = async (): Promise<true> => {
      await wire.verify();
      return true;
    };
    this.mailer = nodemailer().createTransport({
      name: 'nestjs-spring-mail',
      version: '1',
      supportsAbortSignal: true,
      send: callbackify((message: MailMessage) => transmit(message, wire, this.#composesHere)),
      verify: (done?: (error: Error | null, success?: true) => void) => {
        if (done === undefined) return verified();
        return callbackify(verified)(done);
      },
    });
    const use = this.mailer.use.bind(this.mailer);
    this.mailer.use = (step, plugin) => {
      this.#hasPlugins = true;
      if (step !== 'compile') this.#composesHere = false;
      return use(step, plugin);
    };
  }

  /** Whether somebody added a plugin, so that all mails must come this way. */
  get hasPlugins(): boolean {
    return this.#hasPlugins;
  }
}

function contextOf(message: MailMessage['message'], envelope: Pick<SmtpMail, 'from' | 'to'>): SealContext {
  const { from = [], to = [], cc = [] } = message.getAddresses();
  return sealContext(from[0]?.address ?? envelope.from, [...to, ...cc], envelope.to);
}

async function transmit(
  { data, message }: MailMessage,
  wire: Wire,
  composesHere: boolean,
): Promise<SentMessageInfo> {
  const { from, to } = message.getEnvelope();
  const { inBatch = false, seal: own }: SendMailOptions & RouteData = data;
  const envelope = { from: from || '', to };
  const { requireTLSExtensionEnabled: requireTls } = data;
  const dsn = parseDsn(data.dsn, to);
  const input = composesHere ? fromNodemailer(data) : undefined;
  const mail =
    input === undefined
      ? {
          ...envelope,
          messageId: message.messageId(),
          content: () => message.createReadStream(),
          ...wire.settings,
          dsn: dsnOf(dsn, wire.settings),
          requireTls: requireTls ?? wire.settings.requireTls,
          signal: data.signal,
        }
      : toSmtpMail({ envelope, dsn, requireTls }, input, wire.settings, { signal: data.signal });
  const seal = wire.seals.for(own);
  const task = seal && { seal, context: contextOf(message, envelope) };
  const { reply, accepted, refused } = await wire.send(mail, { inBatch, task });
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
