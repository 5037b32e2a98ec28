import { defined } from '../config/defined.js';
import type { ServerCertificate } from '../smtp/certificate.js';
import type { RecipientRefusal, SmtpReply } from '../errors/outcome.js';
import { SmtpConnectError, SmtpLineError, SmtpSendError, toError } from '../smtp/smtp-errors.js';
import { toReply } from '../smtp/reply.js';
import { observeHttp } from './http-observation.js';

/** How far a mail had come. */
export type Stage =
  | 'proxy'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'credentials'
  | 'auth'
  | 'queue'
  | 'prepare'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'content'
  | 'final';

/** What is seen of a failure by its codes: texts of others change with versions and languages. */
export interface Observation {
  readonly stage?: Stage;
  /** `EAUTH`, `ETIMEDOUT`, `EABORT`, `auth-not-offered`, `closed`, … */
  readonly code?: string;
  /** Code of the layer below: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, … */
  readonly originalCode?: string;
  readonly reply?: SmtpReply;
  /** What an HTTP API answered in place of a mail server. */
  readonly httpStatus?: number;
  /** The certificate that was refused, where a probe could see it. */
  readonly certificate?: ServerCertificate;
  /** `unknown` when the mail was handed over and no reply came. */
  readonly outcome: 'refused' | 'unknown';
  readonly permanent?: boolean;
  readonly refusals: readonly RecipientRefusal[];
  /** Our wire's own words, for what has no code. */
  readonly detail?: string;
}

/** Reads the codes off an error of our wire, of nodemailer or of Node. */
export function observe(error: unknown): Observation {
  if (error instanceof SmtpSendError) return observeSend(error);
  if (error instanceof SmtpConnectError) return observeConnect(error);
  return observeNodemailer(error);
}

function observeSend(error: SmtpSendError): Observation {
  const { cause, stage, outcome, permanent, refusals, reply } = error;
  if (cause instanceof SmtpConnectError) return observeConnect(cause);
  const detail = (cause === undefined ? error : toError(cause)).message;
  const originalCode = textOf(fieldsOf(cause)['originalCode']);
  return defined({
    stage,
    outcome,
    permanent,
    refusals,
    reply,
    code: codeOfSend(error),
    originalCode,
    detail,
  });
}

/** The reason of an `AbortController` and of `AbortSignal.timeout` are known by their names. */
function codeOfSend({ cause, stage }: SmtpSendError): string | undefined {
  const { name } = toError(cause);
  if (name === 'AbortError' || name === 'TimeoutError') return 'EABORT';
  if (stage === 'queue' && (cause === undefined || cause instanceof SmtpLineError)) return 'closed';
  return textOf(fieldsOf(cause)['code']);
}

function observeConnect({
  stage,
  code,
  originalCode,
  reply,
  certificate,
  message,
}: SmtpConnectError): Observation {
  return defined({
    stage,
    code,
    originalCode: originalCode ?? code,
    reply,
    certificate,
    outcome: 'refused' as const,
    permanent: false,
    refusals: [],
    detail: message,
  });
}

const NODEMAILER_STAGES: Readonly<Record<string, Stage>> = {
  STARTTLS: 'starttls',
  'MAIL FROM': 'mail',
  'RCPT TO': 'rcpt',
  DATA: 'data',
};
const NODEMAILER_TIMEOUTS: Readonly<Record<string, Stage>> = {
  CONNECT_TIMEOUT: 'connect',
  GREETING_TIMEOUT: 'greeting',
  UPGRADE_TIMEOUT: 'starttls',
};

/** The line died, or nobody answered in time: codes of Node, of its `fetch`, and of axios. */
const LINE_DIED: ReadonlySet<string | undefined> = new Set([
  'ECONNECTION',
  'EABORT',
  'deadline',
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ERR_CANCELED',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);
/** What gives up by a signal or a limit has a name and no code. */
const GIVEN_UP: ReadonlySet<string> = new Set(['AbortError', 'TimeoutError']);

/**
 * nodemailer does not say how far a mail had come when the line died, so that counts as unknown. A reply is certain,
 * and so are failures from before the first mail command. Client libraries of HTTP APIs say no more.
 */
function observeNodemailer(error: unknown): Observation {
  const fields = fieldsOf(error);
  const text = (key: string): string | undefined => textOf(fields[key]);
  const inner = fieldsOf(Array.isArray(fields['errors']) ? fields['errors'][0] : undefined);
  const causeCode = textOf(fieldsOf(fields['cause'])['code']);
  const late = causeCode === 'deadline' ? 'deadline' : undefined;
  const code = late ?? text('code') ?? textOf(inner['code']);
  const originalCode = text('originalCode') ?? textOf(inner['code']) ?? causeCode ?? code;
  const replyCode = fields['responseCode'];
  const reply =
    typeof replyCode === 'number'
      ? toReply(replyCode, (text('response') ?? '').replace(/^\d{3}[ -]?/u, ''))
      : undefined;
  const lineDied =
    LINE_DIED.has(code) || LINE_DIED.has(originalCode) || GIVEN_UP.has(toError(error).name) || isLate(fields);
  return defined({
    stage:
      code === 'EAUTH'
        ? ('auth' as const)
        : (NODEMAILER_STAGES[text('command') ?? ''] ?? NODEMAILER_TIMEOUTS[text('timeoutType') ?? '']),
    code,
    originalCode,
    reply,
    outcome: reply === undefined && lineDied ? ('unknown' as const) : ('refused' as const),
    permanent: reply && reply.code >= 500 && reply.code !== 503,
    refusals: [],
    ...observeHttp(error),
  });
}

/** nodemailer says what took too long; elsewhere it is certain only that no connection came about. */
function isLate({ code, timeoutType, syscall }: Readonly<Record<string, unknown>>): boolean {
  return timeoutType === undefined
    ? code === 'ETIMEDOUT' && syscall !== 'connect'
    : timeoutType === 'SOCKET_TIMEOUT';
}

/** Copying leaves `cause` and `errors` out, which errors keep to themselves. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return {};
  return { ...value, cause: Reflect.get(value, 'cause'), errors: Reflect.get(value, 'errors') };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
