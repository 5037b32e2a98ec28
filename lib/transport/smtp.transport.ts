import { setTimeout as pause } from 'node:timers/promises';
import type { Transporter } from 'nodemailer';
import type { MailerConfig } from '../config/mailer-config.js';
import { isMailError } from '../errors/mail.error.js';
import { MailPreparationError } from '../errors/mail-preparation.error.js';
import type { Receipt } from '../errors/outcome.js';
import type { Mail } from '../message/mail.js';
import type { ComposeInput } from '../message/compose/compose-input.js';
import { canCompose } from '../message/compose/can-compose.js';
import { connectSmtp } from '../smtp/connect.js';
import { SmtpPool } from '../smtp/pool.js';
import type { OAuth2Tokens } from '../smtp/oauth2-tokens.js';
import { SlidingWindow } from '../smtp/rate-limit.js';
import { SmtpSendError, toError } from '../smtp/smtp-errors.js';
import type { SmtpMailSettings } from '../smtp/smtp-mail.js';
import { composeInput, type MailLimits, toSmtpMail } from './composed-mail.js';
import { withDeadline } from './deadline.js';
import type { ConnectionUse, MailTransport, SendOptions } from './mail-transport.js';
import { sealContextOf } from './sealed-mail.js';
import { SealingPool } from './sealing-pool.js';
import { Seals } from './seals.js';
import { PluggableTransporter, type RouteData } from './pluggable-transporter.js';
import { type BatchSender, handOver } from './hand-over.js';
import { sendThrough } from './nodemailer.transport.js';
import { accessTokens, connectConfig, mailSettings, poolConfig } from './wire-config.js';
import { wholeMail } from './whole-mail.js';

const DRAIN_TIMEOUT = 10_000;

/** Sends by SMTP over warm connections. */
export class SmtpTransport implements MailTransport {
  readonly #config: MailerConfig;
  readonly #drainTimeout: number;
  readonly #settings: SmtpMailSettings;
  readonly #tokens: OAuth2Tokens | undefined;
  readonly #seals: Seals;
  readonly #pool: SealingPool;
  /** One connection, so that the mails of a batch stay in order. */
  readonly #batchPool: SealingPool;
  readonly #batches = new Set<Promise<unknown>>();
  #isClosing = false;
  #transporter: PluggableTransporter | undefined;

  /** @param drainTimeout milliseconds that mails under way may take when it closes */
  constructor(config: MailerConfig, drainTimeout = DRAIN_TIMEOUT) {
    this.#config = config;
    this.#drainTimeout = drainTimeout;
    this.#settings = mailSettings(config);
    this.#tokens = accessTokens(config);
    this.#seals = new Seals(config);
    const limit = config.rateLimit && new SlidingWindow(config.rateLimit);
    this.#pool = new SealingPool(this.#newPool(config.pool.maxConnections, limit), { inOrder: false });
    this.#batchPool = new SealingPool(this.#newPool(1, limit), { inOrder: true });
  }

  /** A nodemailer transporter that sends over these connections; its plugins apply to every mail. */
  get transporter(): Transporter {
    this.#transporter ??= new PluggableTransporter({
      settings: this.#settings,
      seals: this.#seals,
      send: (mail, { inBatch, task }) => (inBatch ? this.#batchPool : this.#pool).send(mail, task),
      verify: () => this.verify(),
    });
    return this.#transporter.mailer;
  }

  async send(mail: Mail, options: SendOptions = {}): Promise<Receipt> {
    if (this.#isClosing) throw closed();
    const input = composeInput(mail);
    return this.#isOurs(input)
      ? this.#sendOver(this.#pool, mail, input, options)
      : withDeadline(options, (signal) => this.#sendThrough(mail, signal, {}));
  }

  async sendAll(mails: readonly Mail[], options: SendOptions = {}): Promise<PromiseSettledResult<Receipt>[]> {
    if (this.#isClosing) return mails.map(() => ({ status: 'rejected', reason: closed() }));
    const { parallel = false } = options;
    const batch = withDeadline(options, (signal) =>
      handOver(mails, parallel ? this.#inParallel(signal) : this.#inOrder(signal)),
    );
    this.#batches.add(batch);
    return batch.finally(() => this.#batches.delete(batch));
  }

  #inParallel(signal: AbortSignal | undefined): BatchSender {
    return {
      whenRoom: () => this.#pool.whenRoom(),
      send: async (mail) => {
        const input = composeInput(mail);
        return this.#isOurs(input)
          ? this.#sendOver(this.#pool, mail, input, { signal })
          : this.#sendThrough(mail, signal, {});
      },
    };
  }

  #inOrder(signal: AbortSignal | undefined): BatchSender {
    let composing: Promise<unknown> | undefined;
    return {
      whenRoom: async () => {
        await composing;
        await this.#batchPool.whenRoom();
      },
      send: async (mail) => {
        const input = composeInput(mail);
        if (this.#isOurs(input)) return this.#sendOver(this.#batchPool, mail, input, { signal });
        // nodemailer composes in its own time: the next mail must not overtake this one.
        const result = this.#sendThrough(mail, signal, { inBatch: true });
        composing = result.catch(() => undefined);
        return result;
      },
    };
  }

  render(mail: Mail): Promise<Buffer> {
    return wholeMail(mail, this.#seals.for(mail.seal));
  }

  whenRoom(): Promise<void> {
    return this.#pool.whenRoom();
  }

  connections(): ConnectionUse {
    const [many, one] = [this.#pool.connections, this.#batchPool.connections];
    return { used: many.used + one.used, idle: many.idle + one.idle };
  }

  async verify(options: SendOptions = {}): Promise<void> {
    await withDeadline(options, (signal) => this.#pool.verify(signal));
  }

  async close(): Promise<number> {
    this.#isClosing = true;
    const until = performance.now() + this.#drainTimeout;
    const limit = new AbortController();
    const expired = pause(this.#drainTimeout, undefined, { signal: limit.signal }).catch(() => undefined);
    // A batch hands its mails over one by one, so the pools stay open until the last one is in.
    await Promise.race([Promise.all(this.#batches), expired]);
    const timeoutMs = Math.max(0, until - performance.now());
    const pools = [this.#pool, this.#batchPool];
    const undelivered = await Promise.all(pools.map((pool) => pool.close({ timeoutMs })));
    // Not longer for a seal or a plugin that never ends.
    await Promise.race([Promise.all(this.#batches), expired]);
    limit.abort();
    this.#tokens?.close();
    return undelivered.reduce((sum, count) => sum + count, 0);
  }

  /** Composed here; the others by nodemailer, with the plugins. */
  #isOurs(input: ComposeInput): boolean {
    return this.#transporter?.hasPlugins !== true && canCompose(input);
  }

  async #sendOver(pool: SealingPool, mail: Mail, input: ComposeInput, options: MailLimits): Promise<Receipt> {
    const seal = this.#seals.for(mail.seal);
    const task = seal && { seal, context: sealContextOf(mail) };
    const composed = toSmtpMail(mail, input, this.#settings, options);
    const { reply, accepted, refused } = await pool.send(composed, task);
    return {
      messageId: mail.messageId,
      envelope: mail.envelope,
      accepted,
      refused,
      response: `${reply.code} ${reply.text}`,
    };
  }

  async #sendThrough(mail: Mail, signal: AbortSignal | undefined, route: RouteData): Promise<Receipt> {
    try {
      const { seal } = mail;
      const data = seal === undefined ? route : { ...route, seal };
      return await sendThrough(this.transporter, mail, signal, data);
    } catch (error) {
      if (error instanceof SmtpSendError || isMailError(error)) throw error;
      throw signal?.aborted ? givenUp(toError(signal.reason)) : notComposed(error);
    }
  }

  #newPool(maxConnections: number, limit: SlidingWindow | undefined): SmtpPool {
    // Asked again for each connection: the files of certificates may have changed.
    return new SmtpPool((signal) => connectSmtp(connectConfig(this.#config, this.#tokens), signal), {
      ...poolConfig(this.#config),
      maxConnections,
      limit,
    });
  }
}

function closed(): SmtpSendError {
  const details = { outcome: 'refused', stage: 'queue', permanent: false } as const;
  return new SmtpSendError('The mail was not sent: the mailer is closed', details);
}

/** By its signal, while it was not on the wire yet. */
function givenUp(cause: Error): SmtpSendError {
  const details = { outcome: 'refused', stage: 'prepare', permanent: false, cause } as const;
  return new SmtpSendError(`The mail was not sent. ${cause.message}`, details);
}

/** What is not from the wire happened before it: in a plugin, or while nodemailer composed the mail. */
function notComposed(cause: unknown): MailPreparationError {
  return new MailPreparationError(
    'The mail was not sent: it could not be composed.',
    "See the cause of this error; the plugins of the mailer's transporter take part in composing.",
    cause,
  );
}
