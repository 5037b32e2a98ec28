import { defined } from '../config/defined.js';
import type { ServerCertificate } from '../smtp/certificate.js';
import type { RecipientRefusal, SmtpReply } from '../errors/outcome.js';
import { SmtpConnectError, SmtpLineError, SmtpSendError, toError } from '../smtp/smtp-errors.js';
import { fieldsOf, textOf } from './error-fields.js';
import { observeTransporter } from './transporter-observation.js';

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
  return observeTransporter(error);
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
