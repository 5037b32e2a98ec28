import type { RecipientsConfig } from '../config/mailer-config.js';
import type { Mail } from '../message/mail.js';
import { leaveOut } from './left-out.js';
import type { MailStep } from './preparation.js';

/** The steps that keep mail from going to real people: send nothing, only to some, or all to one address. */
export function outsideProduction({ dryRun, allowed, redirectTo }: RecipientsConfig): MailStep[] {
  if (dryRun) return [(mail) => leaveOut(mail, () => 'nest.mail.dry-run is true')];
  return [
    ...(allowed === undefined ? [] : [onlyTo(allowed)]),
    ...(redirectTo === undefined ? [] : [redirect(redirectTo)]),
  ];
}

function onlyTo(patterns: readonly string[]): MailStep {
  const allowed = new Set(patterns);
  return (mail) =>
    leaveOut(mail, (address) => {
      const lower = address.toLowerCase();
      const isAllowed = allowed.has(lower) || allowed.has(lower.slice(lower.lastIndexOf('@')));
      return isAllowed ? undefined : 'nest.mail.allowed-recipients does not name it';
    });
}

/** The header fields stay as they are, so that one sees who would have got the mail. */
function redirect(to: string): MailStep {
  return (mail: Mail) => {
    if (mail.envelope.to.length === 0) return mail;
    return {
      ...mail,
      envelope: { ...mail.envelope, to: [to] },
      headers: [...mail.headers, { name: 'X-Original-Recipients', value: mail.envelope.to.join(', ') }],
    };
  };
}
