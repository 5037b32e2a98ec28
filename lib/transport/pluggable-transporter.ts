import { callbackify } from 'node:util';
import type { MailMessage, NodemailerError, SendMailOptions, SentMessageInfo, Transporter } from 'nodemailer';
import type { RecipientRefusal } from '../errors/outcome.js';
import type { MailSeal, SealContext } from '../message/seal/mail-seal.js';
import { nodemailer } from '../on-demand.cjs';
import { parseDsn } from '../message/dsn.js';
import type { ComposeInput } from '../message/compose/compose-input.js';
import { nodemailerContent } from './nodemailer-content.js';
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

/** A mail that we compose: nodemailer sees no content of it in the meantime. */
interface TakenOver {
  readonly taken?: { readonly data: MailMessage['data']; readonly input: ComposeInput };
}

type CompilePlugin = Parameters<Transporter['use']>[1];

/**
 * A nodemailer transporter whose mails go over our connections. Its plugins see every mail; nodemailer composes those
 * with plugins and options that only it knows, we compose the others, and send them all.
 */
export class PluggableTransporter {
  readonly mailer: Transporter;
  readonly #use: Transporter['use'];
  #hasPlugins = false;
  #compilePlugins = 0;
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
      send: callbackify((message: MailMessage) => transmit(message, wire)),
      verify: (done?: (error: Error | null, success?: true) => void) => {
        if (done === undefined) return verified();
        return callbackify(verified)(done);
      },
    });
    this.#use = this.mailer.use.bind(this.mailer);
    this.#useToCompile((_mail, done) => done());
    this.mailer.use = (step, plugin) => {
      this.#hasPlugins = true;
      if (step === 'compile') return this.#useToCompile(plugin);
      this.#composesHere = false;
      return this.#use(step, plugin);
    };
  }

  /** Whether somebody added a plugin, so that all mails must come this way. */
  get hasPlugins(): boolean {
    return this.#hasPlugins;
  }

  /** Behind the last plugin, what we compose is taken away from nodemailer, which would make its tree of it for nothing. */
  #useToCompile(plugin: CompilePlugin): Transporter {
    this.#compilePlugins += 1;
    const position = this.#compilePlugins;
    return this.#use('compile', (mail, done) =>
      plugin(mail, (error) => {
        const isLast = position === this.#compilePlugins;
        if (!error && isLast && this.#composesHere) takeOver(mail);
        done(error);
      }),
    );
  }
}

function takeOver(mail: MailMessage): void {
  const { data } = mail;
  const { envelope, signal } = data;
  const input = envelope === undefined ? undefined : fromNodemailer(data);
  if (input === undefined) return;
  const { messageId } = input;
  const left: SendMailOptions & TakenOver = { messageId, envelope, signal, taken: { data, input } };
  mail.data = left;
}

type Shown = readonly { readonly address?: string | undefined }[];

function contextOf(
  { from = [], to = [], cc = [] }: { readonly [Field in 'from' | 'to' | 'cc']?: Shown | undefined },
  envelope: Pick<SmtpMail, 'from' | 'to'>,
): SealContext {
  return sealContext(from[0]?.address ?? envelope.from, [...to, ...cc], envelope.to);
}

async function transmit(mailMessage: MailMessage, wire: Wire): Promise<SentMessageInfo> {
  const { message } = mailMessage;
  const { taken }: SendMailOptions & TakenOver = mailMessage.data;
  // A plugin may still look at it when the mail is sent.
  if (taken !== undefined) mailMessage.data = taken.data;
  const { data } = mailMessage;
  const input = taken?.input;
  const { from, to } = message.getEnvelope();
  const { inBatch = false, seal: own }: SendMailOptions & RouteData = data;
  const envelope = { from: from || '', to };
  const { requireTLSExtensionEnabled: requireTls } = data;
  const dsn = parseDsn(data.dsn, to);
  const mail =
    input === undefined
      ? {
          ...envelope,
          messageId: message.messageId(),
          content: nodemailerContent(message),
          ...wire.settings,
          dsn: dsnOf(dsn, wire.settings),
          requireTls: requireTls ?? wire.settings.requireTls,
          signal: data.signal,
        }
      : toSmtpMail({ envelope, dsn, requireTls }, input, wire.settings, { signal: data.signal });
  const seal = wire.seals.for(own);
  const task = seal && { seal, context: contextOf(input ?? message.getAddresses(), envelope) };
  const { reply, accepted, refused } = await wire.send(mail, { inBatch, task });
  return {
    envelope: { from, to },
    messageId: message.messageId(),
    accepted: [...accepted],
    rejected: refused.map(({ address }) => address),
    rejectedErrors: refused.map(rejection),
    response: `${reply.code} ${reply.text}`,
  };
}

function rejection({ address, permanent, reply: { code, text } }: RecipientRefusal): NodemailerError {
  return Object.assign(new Error(text), {
    recipient: address,
    responseCode: code,
    response: `${code} ${text}`,
    permanent,
  });
}
