import { BackOff } from './back-off.js';
import { Changes } from './changes.js';
import type { Delivery, MailSource } from './delivery.js';
import type { ServerExtensions } from './ehlo.js';
import { LimitGate } from './limit-gate.js';
import { type ConnectionLifetime, PoolConnections } from './pool-connections.js';
import { type DropDetails, type JobOwner, PoolJob } from './pool-job.js';
import type { SlidingWindow } from './rate-limit.js';
import { SmtpSession } from './session.js';
import type { SmtpSessionConfig } from './session-config.js';
import { SharedSignals } from './shared-signals.js';
import { SmtpLineError, SmtpProtocolError, type SmtpSendError, toError } from './smtp-errors.js';
import type { SmtpLine } from './smtp-line.js';
import type { SmtpMail, SmtpResult } from './smtp-mail.js';
import { WaitingJobs } from './waiting-jobs.js';

/** Opens one connection that is ready for mail. */
export type Connect = (signal?: AbortSignal) => Promise<SmtpLine>;

/** How many connections, for how long and how fast. */
export interface SmtpPoolConfig extends ConnectionLifetime {
  readonly maxConnections: number;
  /** Milliseconds that a mail without a limit of its own may take in all, waiting included. Default: no limit. */
  readonly sendTimeout?: number | undefined;
  /** Milliseconds in which a server that refused a connection is not asked for more. Default 5000. */
  readonly backOff?: number | undefined;
  /** Holds over all connections, and over all pools that have the same. */
  readonly limit?: SlidingWindow | undefined;
  readonly session: SmtpSessionConfig;
}

/** A mail that was not delivered because the pool closed. */
export interface UndeliveredMail {
  readonly mail: SmtpMail;
  readonly error: SmtpSendError;
}

/** Mails that wait for each connection before `whenRoom` asks for patience: the next is at hand, the rest uncomposed. */
const WAITING_PER_CONNECTION = 4;

const BACK_OFF_MS = 5000;

/** Keeps connections warm and shares mails among them, first come, first served. */
export class SmtpPool {
  readonly #connect: Connect;
  readonly #config: SmtpPoolConfig;
  readonly #limit: LimitGate;
  readonly #backOff: BackOff;
  readonly #connections: PoolConnections;
  readonly #waiting = new WaitingJobs();
  readonly #changes = new Changes();
  readonly #stop = new AbortController();
  readonly #undelivered: UndeliveredMail[] = [];
  readonly #verifying = new Set<Promise<ServerExtensions>>();
  #pipelining: SmtpSessionConfig['pipelining'];
  #connecting = 0;
  #pending = 0;
  #isScheduled = false;
  #isClosed = false;

  readonly #source: MailSource<SmtpSession> = {
    next: (session) => this.#next(session),
    idle: (session) => this.#connections.rest(session),
    ended: (session, cause) => this.#ended(session, cause),
  };

  readonly #owner: JobOwner = {
    repeat: (job) => this.#waiting.giveBack(job),
    settled: (job, error) => this.#settled(job, error),
    signals: new SharedSignals(),
  };

  constructor(connect: Connect, config: SmtpPoolConfig) {
    this.#connect = connect;
    this.#config = config;
    this.#connections = new PoolConnections(config);
    this.#pipelining = config.session.pipelining;
    this.#limit = new LimitGate(config.limit, () => this.#dispatch());
    this.#backOff = new BackOff(config.backOff ?? BACK_OFF_MS, () => this.#dispatch());
  }

  /** Mails without an outcome. */
  get pending(): number {
    return this.#pending;
  }

  /** Connections that are up: with a mail on them, or saying goodbye, and those without. */
  get connections(): { readonly used: number; readonly idle: number } {
    const { openCount, idleCount } = this.#connections;
    return { used: openCount - idleCount, idle: idleCount };
  }

  /** Sends one mail. Rejects with SmtpSendError; its `cause` is an SmtpConnectError when there was no connection. */
  send(mail: SmtpMail): Promise<SmtpResult> {
    const job = new PoolJob(mail, this.#owner, mail.timeout ?? this.#config.sendTimeout);
    this.#pending += 1;
    if (this.#isClosed) job.drop('The mail was not sent: the pool is closed', { stage: 'queue' });
    else job.checkSignal();
    if (!job.isSettled) {
      this.#waiting.push(job);
      this.#schedule();
    }
    return job.result;
  }

  /** Resolves when so few mails wait that the next should be composed; composing further ahead only takes memory. */
  async whenRoom(): Promise<void> {
    const most =
      this.#config.maxConnections * Math.max(WAITING_PER_CONNECTION, 2 * this.#config.session.window);
    await this.#changes.until(() => this.#waiting.size < most);
  }

  /** Makes one connection of its own, as a mail would, and says goodbye on it. Rejects with SmtpConnectError. */
  async verify(signal?: AbortSignal): Promise<ServerExtensions> {
    const { signal: stopped } = this.#stop;
    const verifying = this.#verify(signal === undefined ? stopped : AbortSignal.any([signal, stopped]));
    this.#verifying.add(verifying);
    return verifying.finally(() => {
      this.#verifying.delete(verifying);
      this.#changes.notify();
    });
  }

  async #verify(signal: AbortSignal): Promise<ServerExtensions> {
    const line = await this.#connect(signal);
    return new Promise((resolve) => {
      const source = {
        next: () => undefined,
        idle: () => undefined,
        ended: () => resolve(session.extensions),
      };
      const session = new SmtpSession(line, source, this.#config.session);
      session.quit();
    });
  }

  /**
   * Takes no more mails, gives those it has `timeoutMs` to be sent, then drops what is left and closes every
   * connection. Resolves with the mails that were not delivered because of that; their sends are rejected, too.
   */
  async close({ timeoutMs }: { timeoutMs: number }): Promise<readonly UndeliveredMail[]> {
    this.#isClosed = true;
    await this.#changes.until(() => this.#pending === 0, timeoutMs);
    const cause = new SmtpLineError('The pool was closed');
    this.#stop.abort(cause);
    this.#failWaiting('The mail was not sent: the pool was closed', { stage: 'queue', cause });
    this.#connections.end(cause);
    await this.#changes.until(
      () => this.#connections.openCount + this.#connecting + this.#verifying.size === 0,
    );
    return this.#undelivered;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // Mails that are sent in one go are written in one go.
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    for (const session of this.#connections) {
      if (this.#waiting.head === undefined) return;
      session.pump();
    }
    if (this.#limit.isClosed || this.#isBackingOff()) return;
    // Those that say goodbye count: a server that allows so many connections allows no more.
    const most = Math.min(this.#waiting.size, this.#config.maxConnections - this.#connections.openCount);
    while (this.#connecting < most && !this.#stop.signal.aborted) void this.#openFor(this.#waiting.head);
  }

  #next(session: SmtpSession): Delivery | undefined {
    const job = this.#waiting.head;
    if (job === undefined || !this.#connections.mayTakeMail(session) || this.#limit.isClosed)
      return undefined;
    this.#waiting.shift();
    this.#limit.pass();
    job.begin(session, this.#connections.takesMail(session));
    this.#changes.notify();
    return job;
  }

  async #openFor(job: PoolJob | undefined): Promise<void> {
    this.#connecting += 1;
    try {
      const connect = (): Promise<SmtpLine> => this.#connect(this.#stop.signal);
      const line = await (job?.run(connect) ?? connect());
      const session = new SmtpSession(line, this.#source, {
        ...this.#config.session,
        pipelining: this.#pipelining,
      });
      this.#connections.add(session);
      this.#connections.rest(session);
    } catch (cause) {
      this.#connectFailed(cause);
    } finally {
      this.#connecting -= 1;
      this.#changes.notify();
    }
    if (this.#stop.signal.aborted) this.#connections.end(new SmtpLineError('The pool was closed'));
    else this.#dispatch();
  }

  /** A server that refused a connection is not asked for more, while there is one to send over or another is on its way. */
  #isBackingOff(): boolean {
    return this.#connections.size + this.#connecting > 0 && this.#backOff.isOn;
  }

  /** One failure stands for all that wait, unless another connection is there, or on its way, to take them. */
  #connectFailed(cause: unknown): void {
    this.#backOff.begin();
    if (this.#connections.size > 0 || this.#connecting > 1) return;
    const what = `The mail was not sent: no connection to the mail server. ${toError(cause).message}`;
    this.#failWaiting(what, {
      stage: 'connect',
      cause,
    });
  }

  #failWaiting(what: string, details: DropDetails): void {
    this.#waiting.drop(what, details);
    this.#limit.stop();
    this.#changes.notify();
  }

  #ended(session: SmtpSession, cause: Error | undefined): void {
    this.#connections.remove(session);
    // A server or a middlebox that loses count of pipelined commands does so again: take it by the hand.
    if (cause instanceof SmtpProtocolError) this.#pipelining = 'none';
    this.#waiting.restore();
    if (this.#stop.signal.aborted)
      this.#failWaiting('The mail was not sent: the pool was closed', { stage: 'queue', cause });
    else if (this.#waiting.size > 0) this.#schedule();
    this.#changes.notify();
  }

  #settled(job: PoolJob, error: SmtpSendError | undefined): void {
    this.#pending -= 1;
    if (this.#isClosed && error !== undefined) this.#undelivered.push({ mail: job.mail, error });
    // Who waits for room must not wait behind mails that were given up.
    if (error !== undefined) this.#waiting.dropSettled();
    this.#changes.notify();
  }
}
