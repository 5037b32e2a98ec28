import type { Transporter } from 'nodemailer';
import type { Receipt } from '../errors/outcome.js';
import type { Mail } from '../message/mail.js';

/** What a caller may say about one send. */
export interface SendOptions {
  /** Gives up. A mail that was already handed over then counts as `unknown`. Default: none. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds after which this send gives up, as by its signal: all messages of an array together, each of `sendEach`.
   * Default: `nest.mail.send-timeout`.
   */
  readonly timeout?: number;
  /**
   * For an array: its mails go over all connections of the pool, in no order; the results are in the order of the messages
   * all the same. Default `false`: in order, over one connection.
   */
  readonly parallel?: boolean;
}

/** How many connections are up. */
export interface ConnectionUse {
  /** With a mail on them, or saying goodbye. */
  readonly used: number;
  readonly idle: number;
}

/** Moves a mail to where it is delivered. The port that every way of sending implements. */
export interface MailTransport {
  /** The nodemailer transporter underneath, where there is one. */
  readonly transporter?: Transporter;
  /** @returns the receipt, once the mail server has taken the mail; rejects with whatever went wrong */
  send(mail: Mail, options?: SendOptions): Promise<Receipt>;
  /**
   * Sends mails in order over one connection, unless `parallel` is asked for; one that fails does not stop the next.
   * @returns for each mail its receipt or what went wrong
   */
  sendAll(mails: readonly Mail[], options?: SendOptions): Promise<PromiseSettledResult<Receipt>[]>;
  /**
   * The bytes of a mail as they would go out, signed or encrypted where this transport does that; plugins of a nodemailer
   * transporter take no part. Default: the composed mail.
   */
  render?(mail: Mail): Promise<Buffer>;
  /** Resolves when the next mail should be composed; composing further ahead only takes memory. Default: at once. */
  whenRoom?(): Promise<void>;
  /** For whoever watches. Default: unknown. */
  connections?(): ConnectionUse;
  /** Connects and signs in without sending. */
  verify(options?: SendOptions): Promise<void>;
  /**
   * Takes no more mails, lets those under way finish within a limit, and frees every socket and timer.
   * @returns how many mails were not delivered because of that
   */
  close(): Promise<number>;
}
