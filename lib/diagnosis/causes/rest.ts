import { type Cause, lastReply, refused, server } from '../cause.js';
import { settingName } from '../setting-name.js';

/** What is left when no row above holds, from the most certain to the least. */
export const REST: readonly Cause[] = [
  {
    id: 'recipient-refused',
    when: (seen) => seen.refusals.length > 0,
    why: (config, seen) => `${server(config)} refused ${refused(seen)}`,
    change: () => 'Read what the server said, and correct the address or stop sending to it.',
  },
  {
    id: 'mail-refused',
    when: (seen) => lastReply(seen) !== undefined,
    why: (config) => `${server(config)} refused it`,
    change: () => 'Read what the server said; sending it again as it is will not help.',
  },
  {
    id: 'given-up',
    when: ({ code }) => code === 'EABORT',
    why: () => 'its signal gave it up',
    change: (_config, { outcome }) =>
      outcome === 'unknown'
        ? 'It was handed over before: sending it again may deliver it twice.'
        : 'Send it again, with a signal that gives it longer.',
  },
  {
    id: 'mailer-closed',
    when: ({ code }) => code === 'closed',
    why: () => 'the mailer is closed',
    change: () => 'Send before the application ends.',
  },
  {
    id: 'mail-not-sendable',
    when: ({ stage }) => stage === 'prepare',
    why: (config, { detail }) => `${server(config)} cannot take it as it is (${detail})`,
    change: () => 'Sending it again as it is will not help: change what is named here.',
  },
  {
    id: 'unknown-outcome',
    when: ({ outcome }) => outcome === 'unknown',
    why: (config) => `the line to ${server(config)} died after the mail was handed over`,
    change: () => 'Sending it again may deliver it twice.',
  },
  {
    id: 'line-died',
    when: () => true,
    why: (config, { code, originalCode, detail }) =>
      code === 'ECONNECTION'
        ? `${server(config)} closed the connection`
        : `the exchange with ${server(config)} failed (${originalCode ?? code ?? detail ?? 'no code'})`,
    change: (config) =>
      `Try again later; when it stays, check ${settingName(config, 'host')} and what lies on the way to it.`,
  },
];
