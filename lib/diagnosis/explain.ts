import type { MailerConfig } from '../config/mailer-config.js';
import { MailAuthenticationError } from '../errors/mail-authentication.error.js';
import type { MailError } from '../errors/mail.error.js';
import { MailSendError, type MailSendErrorDetails } from '../errors/mail-send.error.js';
import { CAUSES } from './causes.js';
import { type Observation, observe } from './observation.js';

/** Turns what a transport threw into an error that says which key to change. */
export function explain(error: unknown, config: MailerConfig, message?: object): MailError {
  const seen = observe(error);
  const cause = CAUSES.find(({ when }) => when(seen, config));
  const { outcome, permanent } = classify(seen);
  const what = cause?.why(config, seen) ?? withoutCause(seen, config);
  const advice = cause?.change(config, seen) ?? generalAdvice(seen, permanent, outcome);
  if (cause?.authentication)
    return new MailAuthenticationError(`Sign-in failed: ${what}${said(seen)}.`, advice, error);
  const begin =
    outcome === 'unknown' ? 'It is not known whether the mail was delivered' : 'The mail was not sent';
  const failures = new Map(message === undefined ? [] : [[message, error]]);
  return new MailSendError(`${begin}: ${what}${said(seen)}.`, {
    advice,
    outcome,
    permanent,
    failures,
    cause: error,
  });
}

/**
 * A reply is certain. Without one, only failures from before the first mail command are: the line may
 * have died after the mail was handed over.
 */
function classify({
  code,
  originalCode,
  reply,
  timeoutType,
}: Observation): Pick<MailSendErrorDetails, 'outcome' | 'permanent'> {
  if (reply !== undefined) return { outcome: 'refused', permanent: reply.code >= 500 && reply.code !== 503 };
  const lineDied =
    code === 'ECONNECTION' ||
    originalCode === 'ECONNRESET' ||
    originalCode === 'EPIPE' ||
    timeoutType === 'SOCKET_TIMEOUT' ||
    code === 'EABORT';
  return lineDied ? { outcome: 'unknown' } : { outcome: 'refused', permanent: false };
}

function withoutCause(
  { code, originalCode, reply, command }: Observation,
  { host, port }: MailerConfig,
): string {
  if (reply !== undefined) return `${host}:${port} refused ${command ?? 'it'}`;
  return `the line to ${host}:${port} failed (${originalCode ?? code ?? 'no code'})`;
}

function said({ reply }: Observation): string {
  return reply === undefined ? '' : `, the server said "${reply.code} ${reply.text}"`;
}

function generalAdvice({ reply }: Observation, permanent: boolean | undefined, outcome: string): string {
  if (outcome === 'unknown')
    return 'Sending it again may deliver it twice; the Message-ID stays the same if you set it.';
  if (reply === undefined || permanent !== true) return 'Try again later.';
  return 'Sending it again as it is will not help: change what the server names.';
}
