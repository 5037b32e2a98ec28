import { defined } from '../config/defined.js';
import { SmtpConnectError, SmtpLineError, SmtpSendError, toError } from '../smtp/smtp-errors.js';
import { fieldsOf, textOf } from './error-fields.js';
import type { Observation } from './observation.js';
import { observeTransporter } from './transporter-observation.js';

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
