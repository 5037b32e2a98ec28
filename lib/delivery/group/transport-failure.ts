import type { Stage } from '../../diagnosis/observation.js';
import { observe } from '../../diagnosis/observe.js';
import { SmtpSendError } from '../../smtp/smtp-errors.js';

/** Up to sign-in the server has not seen a mail. */
const SETTING_UP: ReadonlySet<Stage | undefined> = new Set<Stage>([
  'proxy',
  'dns',
  'connect',
  'tls',
  'greeting',
  'ehlo',
  'starttls',
  'credentials',
  'auth',
]);
/** What a transport of another kind says when it reaches nobody. */
const NO_CONNECTION: ReadonlySet<string | undefined> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EDNS',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** An HTTP API that throttles, or is down, has not looked at the mail. */
const NOT_SERVING: ReadonlySet<number | undefined> = new Set([429, 503]);

/**
 * Whether a transport failed by itself, so that another may try: the mail was neither refused nor, possibly, delivered.
 * A 421 says that the server closes the line, whatever it was asked (RFC 5321 section 4.2.3).
 */
export function isTransportFailure(error: unknown): boolean {
  const { outcome, reply, httpStatus, stage, code, originalCode } = observe(error);
  if (outcome === 'unknown' || code === 'EABORT') return false;
  if (error instanceof SmtpSendError && error.repeatable) return true;
  return (
    reply?.code === 421 ||
    NOT_SERVING.has(httpStatus) ||
    SETTING_UP.has(stage) ||
    (stage === undefined && reply === undefined && NO_CONNECTION.has(originalCode))
  );
}
