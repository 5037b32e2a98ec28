import type { MailerConfig } from '../../config/mailer-config.js';
import { type Check, type Finding, ok, skipped } from './check.js';
import { dkimFinding } from './domain/dkim.js';
import { dmarcFinding } from './domain/dmarc.js';
import { type DnsRecords, DnsUnavailableError } from './domain/dns-records.js';
import { mxFinding } from './domain/mx.js';
import { ptrFinding } from './domain/ptr.js';
import { type SenderDomain, senderDomain, wrongSender } from './domain/sender-domain.js';
import { spfFinding } from './domain/spf.js';
import type { Sender } from './sender.js';

/** Names that nobody can register (RFC 2606, RFC 6761, RFC 6762). */
const FOR_TESTS = /(?:^|\.)(?:test|example|invalid|localhost|local|internal)$/u;

const FINDINGS: Readonly<Record<string, (domain: SenderDomain) => Promise<Finding>>> = {
  spf: spfFinding,
  dkim: dkimFinding,
  dmarc: dmarcFinding,
  mx: mxFinding,
  ptr: ptrFinding,
};

/** Names of the checks of a domain, and their headings in docs/troubleshooting.md. */
export const DOMAIN_CHECKS = ['domain', ...Object.keys(FINDINGS)];

/**
 * What the DNS says about the domain of the sender. It does not depend on the mail server.
 * @param isOwnDns the DNS was named, so that it may know names for tests
 */
export function domainChecks(
  config: MailerConfig,
  sender: Sender | undefined,
  records: DnsRecords,
  isOwnDns: boolean,
): readonly Check[] {
  const domain = sender && senderDomain(sender, config, records);
  const isUnknown = domain === undefined || (!isOwnDns && FOR_TESTS.test(domain.from));
  let isOutOfReach = isUnknown;
  const asking = (run: (domain: SenderDomain) => Promise<Finding>) => async (): Promise<Finding> => {
    if (domain === undefined) return skipped('no sender is set');
    if (isOutOfReach)
      return skipped(isUnknown ? `${domain.from} is a name for tests` : 'the DNS does not answer');
    try {
      return await run(domain);
    } catch (error) {
      if (!(error instanceof DnsUnavailableError)) throw error;
      isOutOfReach = true;
      return { status: 'warn', detail: error.message, advice: 'Give another server by --dns HOST:PORT.' };
    }
  };
  return [
    { id: 'domain', needs: ['settings'], run: asking(existence) },
    ...Object.entries(FINDINGS).map(([id, run]) => ({ id, needs: ['domain'], run: asking(run) })),
  ];
}

async function existence(domain: SenderDomain): Promise<Finding> {
  const { from, records } = domain;
  if (await records.exists(from)) return ok(`${from} exists`);
  return wrongSender('domain', domain, {
    detail: `the domain ${from} does not exist, so receivers refuse its mails`,
    expected: 'an address of a domain that exists',
    advice: 'Correct the address of the sender.',
  });
}
