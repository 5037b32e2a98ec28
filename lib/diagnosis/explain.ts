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
  const what = (config && cause?.why(config, seen)) ?? inGeneral(seen);
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

/** What a transport of the user's own failed with: there are no settings to name. */
function inGeneral({ code, originalCode, reply, refusals, detail }: Observation): string {
  if (refusals.length > 0)
    return `the transport refused ${refusals.map(({ address }) => address).join(', ')}`;
  if (reply !== undefined) return 'the transport refused it';
  if (code === 'EABORT') return 'its signal gave it up';
  if (code === 'ECONNECTION') return 'the transport lost the connection';
  return `the exchange with the transport failed (${originalCode ?? code ?? detail ?? 'no code'})`;
}

function said({ reply, refusals }: Observation): string {
  const last = reply ?? refusals[0]?.reply;
  return last === undefined ? '' : `, the server said "${last.code} ${last.text}"`;
}

function adviceInGeneral({ outcome, permanent }: Observation): string {
  if (outcome === 'unknown') return 'Sending it again may deliver it twice.';
  return permanent === true
    ? 'Sending it again as it is will not help: change what is named here.'
    : 'Try again later.';
}
