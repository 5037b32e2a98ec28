import { type Finding, ok } from '../check.js';
import { type SenderDomain, wrongRecord, wrongSender } from './sender-domain.js';

const RECORD = /^v=DMARC1\s*(?:;|$)/iu;
const POLICIES = new Set(['none', 'quarantine', 'reject']);

interface DmarcRecord {
  /** The domain it was found at: that of From, or one above it. */
  readonly domain: string;
  readonly texts: readonly string[];
}

/** Whether the domain of From says what becomes of forged mails, and whether ours are no forgeries by it (RFC 7489). */
export async function dmarcFinding(domain: SenderDomain): Promise<Finding> {
  const { from } = domain;
  const record = await recordOf(domain);
  if (record === undefined)
    return wrongRecord('dmarc', `TXT _dmarc.${from}`, {
      status: 'warn',
      detail: `${from} has no DMARC record, which large receivers ask of those who send much`,
      expected: `v=DMARC1; p=none; rua=mailto:dmarc@${from}`,
      advice: 'Publish it, and raise p to quarantine when the reports show only mails of yours.',
    });
  const [text = '', ...others] = record.texts;
  const tags = tagsOf(text);
  const policy = tags.get('p') ?? '';
  if (others.length > 0 || !POLICIES.has(policy)) return unusable(record);
  return alignment(domain, record, tags, policy);
}

/** The record of the domain, or of the nearest one above it that has one. */
async function recordOf({ from, records }: SenderDomain): Promise<DmarcRecord | undefined> {
  for (let domain = from; domain.includes('.'); domain = domain.slice(domain.indexOf('.') + 1)) {
    const texts = (await records.txt(`_dmarc.${domain}`)).filter((text) => RECORD.test(text));
    if (texts.length > 0) return { domain, texts };
  }
  return undefined;
}

function unusable({ domain, texts }: DmarcRecord): Finding {
  const detail =
    texts.length > 1
      ? `${domain} has ${texts.length} DMARC records, of which none counts`
      : `the DMARC record of ${domain} has no p= that is known`;
  return wrongRecord('dmarc', `TXT _dmarc.${domain}`, {
    detail,
    expected: `v=DMARC1; p=none; rua=mailto:dmarc@${domain}`,
    advice: 'Publish one record with p=none, p=quarantine or p=reject.',
  });
}

/** A mail passes when the domain of its envelope or of its signature belongs to the domain of From. */
function alignment(
  domain: SenderDomain,
  record: DmarcRecord,
  tags: ReadonlyMap<string, string>,
  policy: string,
): Finding {
  const { from, envelope, config } = domain;
  const isAlignedTo = (one: string, mode: string | undefined): boolean =>
    isAligned(one, from, record.domain, mode);
  const said = `p=${policy} at ${record.domain}`;
  if (isAlignedTo(envelope, tags.get('aspf'))) return ok(`${said}; the envelope belongs to ${from}`);
  if (config.dkim.some((key) => isAlignedTo(key.domain, tags.get('adkim'))))
    return ok(`${said}; the signature belongs to ${from}`);
  const finding = wrongSender('dmarc', domain, {
    detail: `${said}, and mails from ${from} have ${envelope} in their envelope`,
    expected: `an address of ${from}`,
    advice: `Set it to an address of ${from}, or sign with DKIM for ${from}.`,
    isEnvelope: config.defaults.envelopeFrom !== undefined,
  });
  return policy === 'none' ? { ...finding, status: 'warn' } : finding;
}

/** Strict: the same. Relaxed, the default: below the same domain, that of the record. */
function isAligned(domain: string, from: string, organization: string, mode: string | undefined): boolean {
  if (domain === from) return true;
  return mode !== 's' && `.${domain}`.endsWith(`.${organization}`);
}

function tagsOf(text: string): Map<string, string> {
  return new Map(
    text.split(';').map((tag) => {
      const [name = '', ...value] = tag.split('=');
      return [name.trim().toLowerCase(), value.join('=').trim().toLowerCase()];
    }),
  );
}
