import type { ConfigReport } from './config-report.js';
import { defined } from './defined.js';
import type { DsnConfig } from './mailer-config.js';
import type { SmtpSettings } from './smtp-settings.js';

const CONDITIONS = ['NEVER', 'SUCCESS', 'FAILURE', 'DELAY'] as const;

/** What to ask of the server about delivery status notifications (RFC 3461 section 4). */
export function resolveDsn(smtp: SmtpSettings, report: ConfigReport): DsnConfig | undefined {
  const dsn = defined({ notify: notify(smtp, report), ret: ret(smtp, report) });
  return Object.keys(dsn).length === 0 ? undefined : dsn;
}

function notify(smtp: SmtpSettings, report: ConfigReport): DsnConfig['notify'] {
  const names = smtp
    .text('dsn.notify')
    ?.toUpperCase()
    .split(/[\s,]+/u);
  if (names === undefined) return undefined;
  const conditions = CONDITIONS.filter((condition) => names.includes(condition));
  const isKnown =
    conditions.length === names.length && (conditions.length === 1 || conditions[0] !== 'NEVER');
  if (isKnown) return conditions;
  report.fault(
    smtp.property('dsn.notify')!,
    'is not known',
    'Write NEVER, or some of SUCCESS,FAILURE,DELAY.',
  );
  return undefined;
}

function ret(smtp: SmtpSettings, report: ConfigReport): DsnConfig['ret'] {
  const value = smtp.text('dsn.ret')?.toUpperCase();
  if (value === undefined || value === 'FULL' || value === 'HDRS') return value;
  report.fault(smtp.property('dsn.ret')!, 'is not known', 'Write FULL or HDRS.');
  return undefined;
}
