import type { MailerConfig } from '../../config/mailer-config.js';
import { diagnose } from '../../diagnosis/diagnose.js';
import type { MailError } from '../../errors/mail.error.js';
import { SmtpConnectError } from '../../smtp/smtp-errors.js';
import { errorCode } from '../../config/spring/error-code.js';
import type { Finding } from './check.js';

/** A failure of the wire as a finding, by the same table that explains the errors of a send. */
export function failure(error: unknown, config: MailerConfig): Finding {
  const { why, advice, diagnosis } = diagnose(error, config);
  const { cause: _cause, ...rest } = diagnosis ?? {};
  return { status: 'fail', detail: why, advice, ...rest };
}

/** A failure of a send as a finding. */
export function sendFailure({ message, advice, diagnosis }: MailError): Finding {
  const { cause: _cause, ...rest } = diagnosis ?? {};
  return { status: 'fail', detail: message.slice(0, -advice.length).trim(), advice, ...rest };
}

/** A failure of Node's own as the wire would have told it. */
export function connectFailure(stage: 'dns' | 'connect', error: unknown): SmtpConnectError {
  // Of several addresses that all failed, the first tells enough.
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = errorCode(cause);
  return new SmtpConnectError(cause instanceof Error ? cause.message : String(cause), {
    stage,
    code: stage === 'dns' ? 'EDNS' : (code ?? 'ESOCKET'),
    originalCode: code,
    cause: error,
  });
}
