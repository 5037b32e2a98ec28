import { defined } from '../config/defined.js';
import { toReply } from '../smtp/reply.js';
import { toError } from '../smtp/smtp-errors.js';
import { fieldsOf, textOf } from './error-fields.js';
import { observeHttp } from './http-observation.js';
import type { Observation, Stage } from './observation.js';

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
export function observeTransporter(error: unknown): Observation {
  const fields = fieldsOf(error);
  const text = (key: string): string | undefined => textOf(fields[key]);
  const inner = fieldsOf(Array.isArray(fields['errors']) ? fields['errors'][0] : undefined);
  const cause = fieldsOf(fields['cause']);
  const causeCode = textOf(cause['code']);
  const late = causeCode === 'deadline' ? 'deadline' : undefined;
  const code = late ?? text('code') ?? textOf(inner['code']);
  const originalCode = text('originalCode') ?? textOf(inner['code']) ?? causeCode ?? code;
  const replyCode = fields['responseCode'];
  const reply =
    typeof replyCode === 'number'
      ? toReply(replyCode, (text('response') ?? '').replace(/^\d{3}[ -]?/u, ''))
      : undefined;
  const lineDied =
    LINE_DIED.has(code) ||
    LINE_DIED.has(originalCode) ||
    GIVEN_UP.has(toError(error).name) ||
    isLate(fields) ||
    isLate(cause);
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
