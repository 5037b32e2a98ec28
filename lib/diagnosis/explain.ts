import type { MailerConfig } from '../config/mailer-config.js';
import type { Diagnosis } from '../errors/diagnosis.js';
import { MailAuthenticationError } from '../errors/mail-authentication.error.js';
import type { MailError } from '../errors/mail.error.js';
import { MailSendError } from '../errors/mail-send.error.js';
import type { Cause } from './cause.js';
import { CAUSES } from './causes.js';
import { type Observation, observe } from './observation.js';
import { settingSource } from './setting-name.js';

/**
 * Turns what a transport threw into an error that says which key to change.
 * @param message what the caller passed, for `failures`
 */
export function explain(error: unknown, config?: MailerConfig, message?: object): MailError {
  const seen = observe(error);
  const cause = config && CAUSES.find(({ when }) => when(seen, config));
  const what = (config && cause?.why(config, seen)) ?? inGeneral(seen, config);
  const why = what + said(seen);
  const details = {
    advice: (config && cause?.change(config, seen)) ?? adviceInGeneral(seen),
    diagnosis: config && cause && diagnosisOf(cause, config, seen),
    cause: error,
  };
  if (cause?.authentication === true) return new MailAuthenticationError(`Sign-in failed: ${why}.`, details);
  const { outcome, permanent, refusals } = seen;
  const begin =
    outcome === 'unknown' ? 'It is not known whether the mail was delivered' : 'The mail was not sent';
  const failures = new Map(message === undefined ? [] : [[message, error]]);
  return new MailSendError(`${begin}: ${why}.`, { ...details, outcome, permanent, refusals, failures });
}

function diagnosisOf({ id, wrong }: Cause, config: MailerConfig, seen: Observation): Diagnosis {
  const { setting, expected } = wrong?.(config, seen) ?? {};
  return {
    cause: id,
    ...(setting !== undefined && settingSource(config, setting)),
    ...(expected !== undefined && { expected }),
    page: `docs/troubleshooting.md#${id}`,
  };
}

function inGeneral(
  { stage, code, originalCode, reply, refusals, detail }: Observation,
  config: MailerConfig | undefined,
): string {
  const server = config === undefined ? 'the transport' : `${config.host}:${config.port}`;
  if (refusals.length > 0) return `${server} refused ${refusals.map(({ address }) => address).join(', ')}`;
  if (reply !== undefined) return `${server} refused it`;
  if (code === 'EABORT') return 'its signal gave it up';
  if (code === 'closed') return 'the mailer is closed';
  if (stage === 'prepare') return `${server} cannot take it as it is (${detail})`;
  if (code === 'ECONNECTION') return `${server} closed the connection`;
  return `the exchange with ${server} failed (${originalCode ?? code ?? detail ?? 'no code'})`;
}

function said({ reply, refusals }: Observation): string {
  const last = reply ?? refusals[0]?.reply;
  return last === undefined ? '' : `, the server said "${last.code} ${last.text}"`;
}

function adviceInGeneral({ outcome, permanent, code }: Observation): string {
  if (outcome === 'unknown') return 'Sending it again may deliver it twice.';
  if (code === 'closed') return 'Send before the application ends.';
  return permanent === true
    ? 'Sending it again as it is will not help: change what is named here.'
    : 'Try again later.';
}
