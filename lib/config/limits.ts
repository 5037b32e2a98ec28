import type { ConfigReport } from './config-report.js';
import { defined } from './defined.js';
import type { MailerConfig } from './mailer-config.js';
import type { NestProperties } from './nest-properties.js';
import { positiveDuration, positiveInteger } from './positive.js';
import type { ResolvedProperty } from './spring/resolved-property.js';

/** The moment of each mail of an interval is kept, eight bytes a mail. */
const MOST_MESSAGES = 1_000_000;
const INTERVAL = 1000;

/** Reads how fast mails may go out, and how long one may take. */
export function resolveLimits(
  { property }: Pick<NestProperties, 'property'>,
  report: ConfigReport,
): Pick<MailerConfig, 'rateLimit' | 'sendTimeout'> {
  return defined({
    rateLimit: rateLimit(property('rate-limit.messages'), property('rate-limit.interval'), report),
    sendTimeout: positiveDuration(property('send-timeout'), report),
  });
}

function rateLimit(
  messages: ResolvedProperty | undefined,
  interval: ResolvedProperty | undefined,
  report: ConfigReport,
): MailerConfig['rateLimit'] {
  const max = positiveInteger(messages, report, MOST_MESSAGES);
  const per = positiveDuration(interval, report) ?? INTERVAL;
  if (interval !== undefined && messages === undefined)
    report.fault(
      interval,
      'needs rate-limit.messages beside it',
      'Say how many mails may go out in that time.',
    );
  return max === undefined ? undefined : { max, per };
}
