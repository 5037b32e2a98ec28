import type { ConfigReport } from './config-report.js';
import type { GroupConfig } from './mailer-config.js';
import { positiveDuration } from './positive.js';
import type { MailerSection } from './sections.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

const STRATEGIES = ['failover', 'round-robin'] as const;
/** Milliseconds; a server that is down for less is not worth asking more often. */
export const PROBE_AFTER = 30_000;

/** Reads which other mailers send for one. */
export function resolveGroup(
  environment: SpringEnvironment,
  prefix: string,
  report: ConfigReport,
): { group?: GroupConfig } {
  const [first, second] = STRATEGIES.flatMap((strategy) => {
    const others = environment.list(`${prefix}.${strategy}`) ?? [];
    return others.length === 0 ? [] : [{ strategy, others }];
  });
  if (first === undefined) return {};
  if (second?.others[0] !== undefined) {
    report.fault(
      second.others[0],
      'stands beside failover',
      'Write one of them: mailers that send by turns stand in for each other, too.',
    );
  }
  const probeAfter = positiveDuration(environment.property(`${prefix}.probe-after`), report) ?? PROBE_AFTER;
  return { group: { strategy: first.strategy, others: first.others.map(({ value }) => value), probeAfter } };
}

/** A mailer that sends for another must be configured, and be another. */
export function reportUnknownOthers(
  sections: readonly MailerSection[],
  environment: SpringEnvironment,
  report: ConfigReport,
): void {
  for (const { name, nestPrefix } of sections) {
    const known = sections.map((section) => section.name).filter((other) => other !== name);
    for (const property of STRATEGIES.flatMap((one) => environment.list(`${nestPrefix}.${one}`) ?? [])) {
      if (known.includes(property.value)) continue;
      const which = known.length === 0 ? '' : `Write one of: ${known.join(', ')}; or configure`;
      report.fault(
        property,
        'names no other mailer',
        `${which || 'Configure'} nest.mail.mailers.${property.value}.`,
      );
    }
  }
}
