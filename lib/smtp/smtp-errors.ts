import type { RecipientRefusal, SmtpReply } from '../errors/outcome.js';
import type { ServerCertificate } from './certificate.js';

/** Where setting up a connection failed. */
export type SmtpConnectStage =
  'proxy' | 'dns' | 'connect' | 'tls' | 'greeting' | 'ehlo' | 'starttls' | 'credentials' | 'auth';

/** What is known about a connection that did not come about. */
export interface SmtpConnectErrorDetails {
  readonly stage: SmtpConnectStage;
  /** Stable name of the failure, such as `EAUTH` or `auth-not-offered`. */
  readonly code: string;
  /** What Node said, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`. */
  readonly originalCode?: string | undefined;
  readonly reply?: SmtpReply | undefined;
  /** The certificate that was refused. */
  readonly certificate?: ServerCertificate | undefined;
  readonly cause?: unknown;
}

/** No usable connection to the mail server: nothing was sent over it. Never holds a password. */
export class SmtpConnectError extends Error {
  override readonly name = 'SmtpConnectError';
  readonly stage: SmtpConnectStage;
  readonly code: string;
  readonly originalCode: string | undefined;
  readonly reply: SmtpReply | undefined;
  readonly certificate: ServerCertificate | undefined;

  constructor(message: string, details: SmtpConnectErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.stage = details.stage;
    this.code = details.code;
    this.originalCode = details.originalCode;
    this.reply = details.reply;
    this.certificate = details.certificate;
  }
}

/** The peer does not keep to SMTP: its replies can no longer be matched to commands. */
export class SmtpProtocolError extends Error {
  override readonly name = 'SmtpProtocolError';
}

/** An established connection ended or fell silent. */
export class SmtpLineError extends Error {
  override readonly name = 'SmtpLineError';
}

/** A mail took longer than it may. */
export class SmtpDeadlineError extends Error {
  override readonly name = 'SmtpDeadlineError';
  readonly code = 'deadline';

  constructor(timeout: number) {
    super(`It took longer than ${timeout} ms`);
  }
}

/** How far a mail had come when its send failed. */
export type SmtpSendStage = 'queue' | 'connect' | 'prepare' | 'mail' | 'rcpt' | 'data' | 'content' | 'final';

/** What is known about a mail that was not delivered. */
export interface SmtpSendErrorDetails {
  /** `refused`: certainly not on its way. `unknown`: handed over, and no reply came. */
  readonly outcome: 'refused' | 'unknown';
  readonly stage: SmtpSendStage;
  /** `true` when the same mail would be refused again. */
  readonly permanent: boolean;
  /** `true` when the line, and not the mail, is at fault, and the mail was certainly not handed over. */
  readonly repeatable?: boolean | undefined;
  readonly reply?: SmtpReply | undefined;
  readonly refusals?: readonly RecipientRefusal[];
  readonly cause?: unknown;
}

/** One mail was not delivered. */
export class SmtpSendError extends Error {
  override readonly name = 'SmtpSendError';
  readonly outcome: 'refused' | 'unknown';
  readonly stage: SmtpSendStage;
  readonly permanent: boolean;
  readonly repeatable: boolean;
  readonly reply: SmtpReply | undefined;
  readonly refusals: readonly RecipientRefusal[];

  constructor(message: string, details: SmtpSendErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.outcome = details.outcome;
    this.stage = details.stage;
    this.permanent = details.permanent;
    this.repeatable = details.repeatable ?? false;
    this.reply = details.reply;
    this.refusals = details.refusals ?? [];
  }
}

/**
 * A mail that cannot be sent to this server as it is; nothing of it was written.
 * @param code stable name of the reason, such as `message-too-large`
 */
export function refuseMail(problem: string, code?: string): SmtpSendError {
  const cause = code === undefined ? undefined : Object.assign(new Error(problem), { code });
  return new SmtpSendError(problem, { outcome: 'refused', stage: 'prepare', permanent: true, cause });
}

/** What kept a mail from being made ready, as the outcome of that mail. */
export function toSendError(error: unknown): SmtpSendError {
  if (error instanceof SmtpSendError) return error;
  const details = { outcome: 'refused', stage: 'prepare', permanent: true, cause: error } as const;
  return new SmtpSendError('The mail could not be made ready', details);
}

/** Whatever was thrown, as an error. Not by `instanceof`: Node's own errors are of another realm inside jest. */
export function toError(thrown: unknown): Error {
  return isErrorLike(thrown) ? thrown : new Error(String(thrown));
}

function isErrorLike(value: unknown): value is Error {
  return (
    typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string'
  );
}
