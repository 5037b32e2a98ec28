import type { RecipientsConfig } from '../config/mailer-config.js';
import { DEFAULT_MAILER } from '../config/sections.js';
import type { Mailer } from '../delivery/mailer.js';

/** Mailers that are told by name; an application may have hundreds. */
const MOST = 5;

/** What the log says once, when an application starts: where its mail goes, or that it does not. */
export function startLine(
  mailers: Iterable<Pick<Mailer, 'name' | 'location'>>,
  { dryRun, allowed, redirectTo }: RecipientsConfig,
): string {
  if (dryRun) return 'No mail is sent: nest.mail.dry-run is true.';
  const places = Array.from(mailers, ({ name, location = 'a transport of its own' }) =>
    name === DEFAULT_MAILER ? location : `${location} (${name})`,
  );
  const others = places.length > MOST ? ` and ${places.length - MOST} more` : '';
  return [
    `Mail goes out by ${places.slice(0, MOST).join(', ')}${others}.`,
    ...(allowed === undefined ? [] : ['Only those get it whom nest.mail.allowed-recipients names.']),
    ...(redirectTo === undefined ? [] : ['All of it is redirected by nest.mail.redirect-to.']),
  ].join(' ');
}
