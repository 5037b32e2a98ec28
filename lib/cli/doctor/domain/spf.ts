import { type Finding, ok } from '../check.js';
import { publicAddresses } from './public-address.js';
import { type SenderDomain, wrongRecord } from './sender-domain.js';
import { SpfError, SpfEvaluation, type SpfResult } from './spf-evaluation.js';

/** What a provider asks its customers to include, by the name of its preset. */
const INCLUDES: Readonly<Record<string, string>> = {
  gmail: '_spf.google.com',
  GmailWorkspace: '_spf.google.com',
  outlook365: 'spf.protection.outlook.com',
  icloud: 'icloud.com',
  FastMail: 'spf.messagingengine.com',
  Proton: '_spf.protonmail.ch',
  Yandex: '_spf.yandex.net',
};

/** Whether the domain of `MAIL FROM` names the servers that may send for it, the configured one among them (RFC 7208). */
export async function spfFinding(domain: SenderDomain): Promise<Finding> {
  const { envelope, records } = domain;
  const evaluation = new SpfEvaluation(records);
  try {
    const strangers = await evaluation.check(envelope);
    if (strangers === undefined) return missing(domain);
    if (strangers === 'pass') return open(domain);
    return (await ofServer(domain, evaluation.domains)) ?? closed(domain, strangers);
  } catch (error) {
    if (!(error instanceof SpfError)) throw error;
    const advice = 'Correct it: receivers treat a record that they cannot use as none.';
    return found(domain, { detail: error.message, expected: suggestion(domain), advice });
  }
}

function missing(domain: SenderDomain): Finding {
  return found(domain, {
    detail: `${domain.envelope} has no SPF record, so nobody can tell its mails from forged ones`,
    expected: suggestion(domain),
    advice: 'Publish a TXT record that names the servers which send mail for the domain.',
  });
}

function open(domain: SenderDomain): Finding {
  return found(domain, {
    detail: `${domain.envelope} lets everybody send in its name`,
    expected: suggestion(domain),
    advice: 'End the record in ~all or -all.',
  });
}

function closed(domain: SenderDomain, strangers: SpfResult): Finding {
  if (strangers !== 'neutral') return ok(`${domain.envelope} names its servers, others ${strangers}`);
  return found(domain, {
    status: 'warn',
    detail: `${domain.envelope} does not say what others may do`,
    expected: suggestion(domain),
    advice: 'End the record in ~all or -all.',
  });
}

/** A finding when the server that the settings name is not among those of the record. */
async function ofServer(domain: SenderDomain, domains: readonly string[]): Promise<Finding | undefined> {
  const { config, envelope, records } = domain;
  const include = INCLUDES[config.preset?.name ?? ''];
  if (include !== undefined) {
    if (domains.includes(include)) return undefined;
    return found(domain, {
      detail: `${envelope} does not name the servers of ${config.preset?.title}`,
      expected: suggestion(domain),
      advice: `Add include:${include} before the last term.`,
    });
  }
  if (config.preset !== undefined) return undefined;
  for (const address of await publicAddresses(config, records)) {
    if ((await new SpfEvaluation(records).check(envelope, address)) === 'pass') continue;
    return found(domain, {
      status: 'warn',
      detail: `${envelope} does not name ${config.host} (${address})`,
      expected: suggestion(domain),
      advice: `Add a:${config.host} before the last term, unless mail leaves by another machine.`,
    });
  }
  return undefined;
}

function suggestion({ config }: SenderDomain): string {
  const include = INCLUDES[config.preset?.name ?? ''];
  return `v=spf1 ${include === undefined ? `a:${config.host}` : `include:${include}`} ~all`;
}

function found({ envelope }: SenderDomain, finding: Parameters<typeof wrongRecord>[2]): Finding {
  return wrongRecord('spf', `TXT ${envelope}`, finding);
}
