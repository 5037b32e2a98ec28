import type { ConfigReport } from './config-report.js';
import type { MailerConfig } from './mailer-config.js';
import type { SmtpSettings } from './smtp-settings.js';

const NOTIFY = /^(?:NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY))*)$/u;

/** What to ask of the server about delivery status notifications (RFC 3461). */
export function resolveDsn(smtp: SmtpSettings, report: ConfigReport): MailerConfig['dsn'] {
  const notify = smtp.text('dsn.notify')?.toUpperCase().replaceAll(/\s/gu, '');
  const ret = smtp.text('dsn.ret')?.toUpperCase();
  if (notify !== undefined && !NOTIFY.test(notify)) {
    report.fault(
      smtp.property('dsn.notify')!,
      'is not known',
      'Write NEVER, or some of SUCCESS,FAILURE,DELAY.',
    );
  }
  if (ret !== undefined && ret !== 'FULL' && ret !== 'HDRS') {
    report.fault(smtp.property('dsn.ret')!, 'is not known', 'Write FULL or HDRS.');
    return undefined;
  }
  if (notify === undefined && ret === undefined) return undefined;
  return { ...(notify !== undefined && { notify }), ...(ret !== undefined && { ret }) };
}
