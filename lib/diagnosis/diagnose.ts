import type { MailerConfig } from '../config/mailer-config.js';
import { type Diagnosis, pageOf } from '../errors/diagnosis.js';
import type { Cause } from './cause.js';
import { CAUSES } from './causes.js';
import type { Observation } from './observation.js';
import { observe } from './observe.js';
import { settingSource } from './setting-name.js';

/** A failure in words. */
export interface Explanation {
  readonly seen: Observation;
  /** Continues "The mail was not sent: …". */
  readonly why: string;
  /** What to do: full sentences. */
  readonly advice: string;
  /** The account cannot sign in. */
  readonly isAuthentication: boolean;
  /** The same for programs; missing for a transport of the user's own, which has no settings. */
  readonly diagnosis?: Diagnosis;
}

/** What an error of a transport means, and which of these settings to change. */
export function diagnose(error: unknown, config: MailerConfig | undefined): Explanation {
  const seen = observe(error);
  const cause = config && CAUSES.find(({ when }) => when(seen, config));
  if (config === undefined || cause === undefined) return inGeneral(seen);
  return {
    seen,
    why: cause.why(config, seen) + said(seen),
    advice: cause.change(config, seen),
    isAuthentication: cause.authentication === true,
    diagnosis: diagnosisOf(cause, config, seen),
  };
}

function diagnosisOf({ id, wrong }: Cause, config: MailerConfig, seen: Observation): Diagnosis {
  const { setting, expected } = wrong?.(config, seen) ?? {};
  return {
    cause: id,
    ...(setting !== undefined && settingSource(config, setting)),
    ...(expected !== undefined && { expected }),
    page: pageOf(id),
  };
}

function inGeneral(seen: Observation): Explanation {
  return {
    seen,
    why: whyInGeneral(seen) + said(seen),
    advice: adviceInGeneral(seen),
    isAuthentication: false,
  };
}

function whyInGeneral({ code, originalCode, reply, httpStatus, refusals, detail }: Observation): string {
  if (refusals.length > 0)
    return `the transport refused ${refusals.map(({ address }) => address).join(', ')}`;
  if (reply !== undefined) return 'the transport refused it';
  if (httpStatus !== undefined) return `the provider answered ${httpStatus}`;
  if (code === 'EABORT') return 'its signal gave it up';
  if (code === 'ECONNECTION') return 'the transport lost the connection';
  return `the exchange with the transport failed (${originalCode ?? code ?? detail ?? 'no code'})`;
}

function adviceInGeneral({ outcome, permanent, stage }: Observation): string {
  if (outcome === 'unknown') return 'Sending it again may deliver it twice.';
  if (stage === 'auth') return 'Check the account and the credentials of the transport.';
  return permanent === true
    ? 'Sending it again as it is will not help: change what is named here.'
    : 'Try again later.';
}

function said({ reply, refusals }: Observation): string {
  const last = reply ?? refusals[0]?.reply;
  return last === undefined ? '' : `, the server said "${last.code} ${last.text}"`;
}
