import { observe, type Stage } from '../../diagnosis/observation.js';
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
]);

/**
 * Whether a transport failed by itself, so that another may try: the mail was neither refused nor, possibly, delivered.
 * A 421 says that the server closes the line, whatever it was asked (RFC 5321 section 4.2.3).
 */
export function isTransportFailure(error: unknown): boolean {
  const { outcome, reply, stage, code, originalCode } = observe(error);
  if (outcome === 'unknown' || code === 'EABORT') return false;
  if (error instanceof SmtpSendError && error.repeatable) return true;
  return (
    reply?.code === 421 ||
    SETTING_UP.has(stage) ||
    (stage === undefined && reply === undefined && NO_CONNECTION.has(originalCode))
  );
}
