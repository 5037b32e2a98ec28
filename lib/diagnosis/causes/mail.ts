import { type Cause, lastReply, refused, says, server, smtpSetting } from '../cause.js';
import type { Observation } from '../observation.js';
import { settingName } from '../setting-name.js';

const answered = (seen: Observation): boolean => lastReply(seen) !== undefined;
const isTransient = (seen: Observation): boolean => (lastReply(seen)?.code ?? 500) < 500;
const codeOf = (seen: Observation): number | undefined => lastReply(seen)?.code;

/** Microsoft's word for "you may not send as this address" is 5.7.60 or 5.2.252. */
const SENDER_NOT_ALLOWED = ['1.7', '1.8', '7.27', '7.60', '2.252'];

/** Why a mail was not taken by a server that let us in; most of it no setting can change. */
export const MAIL: readonly Cause[] = [
  {
    id: 'send-timeout',
    when: ({ code }) => code === 'deadline',
    why: (config) => `${server(config)} had not taken it when the time for it was over`,
    change: (config, { outcome }) =>
      outcome === 'unknown'
        ? 'Sending it again may deliver it twice.'
        : `Try again later, or give it longer: by ${settingName(config, 'nest.mail.send-timeout')}, or by the timeout of the send.`,
  },
  {
    id: 'message-too-large',
    when: (seen) =>
      says(seen, '3.4', '2.3') || (codeOf(seen) === 552 && seen.stage !== 'rcpt' && !says(seen, '2.2')),
    why: (config) => `the mail is larger than ${server(config)} takes`,
    change: () => 'Send less: link to large files instead of attaching them.',
  },
  {
    id: 'sender-not-allowed',
    when: (seen) =>
      says(seen, ...SENDER_NOT_ALLOWED) ||
      (answered(seen) && !isTransient(seen) && seen.stage === 'mail') ||
      (codeOf(seen) === 553 && says(seen, '7.1')),
    why: (config) => `${server(config)} does not let this account send from this address`,
    wrong: ({ sources, ...config }) =>
      sources.has(smtpSetting({ ...config, sources }, 'from'))
        ? { setting: smtpSetting({ ...config, sources }, 'from'), expected: 'an address of the account' }
        : { setting: 'nest.mail.defaults.from', expected: 'an address of the account' },
    change: ({ credentials }) =>
      `Send from an address that the account may use${credentials === undefined ? '' : `, such as ${credentials.username}`}: set it as from, or once as nest.mail.defaults.from.`,
  },
  {
    id: 'quota',
    when: (seen) => says(seen, '4.5', '7.28', '5.3') || (codeOf(seen) === 452 && says(seen, '3.1')),
    why: (config) => `the account or the server has reached a limit of ${server(config)}`,
    change: () => 'Send later, slower or over fewer connections; providers count mails by day and by hour.',
  },
  {
    id: 'mailbox-full',
    when: (seen) => says(seen, '2.2') || (codeOf(seen) === 552 && seen.stage === 'rcpt'),
    why: (config, seen) => `${server(config)} refused ${refused(seen)}, whose mailbox is full`,
    change: () => 'Reach the recipient another way; nothing can be changed here.',
  },
  {
    id: 'unknown-recipient',
    when: (seen) =>
      seen.stage === 'rcpt' && !isTransient(seen) && says(seen, '1.1', '1.2', '1.3', '1.10', '2.1'),
    why: (config, seen) => `${server(config)} refused ${refused(seen)}, which it does not know`,
    change: () => 'Correct the address, and stop sending to it: refused addresses cost reputation.',
  },
  {
    id: 'later',
    when: (seen) => answered(seen) && isTransient(seen) && seen.outcome === 'refused',
    why: (config, seen) => `${server(config)} refused ${refused(seen)} for now`,
    change: () =>
      'Try again later: a server that does not know a sender often asks it to come back after some minutes.',
  },
  {
    id: 'relay-denied',
    when: (seen, { credentials }) =>
      seen.stage === 'rcpt' &&
      credentials !== undefined &&
      says(seen, '7.1') &&
      [550, 554].includes(codeOf(seen) ?? 0),
    why: (config, seen) => `${server(config)} does not send mail to ${refused(seen)} for this account`,
    wrong: () => ({
      setting: 'host',
      expected: 'a server that sends mail to other domains for this account',
    }),
    change: (config) =>
      `Check that ${settingName(config, 'host')} is the outgoing mail server of the account, and what it allows.`,
  },
  {
    id: 'policy',
    when: (seen) =>
      answered(seen) && !isTransient(seen) && lastReply(seen)?.enhancedCode?.startsWith('5.7.') === true,
    why: (config, seen) => `a rule of ${server(config)} refused ${refused(seen)}`,
    change: () =>
      'Read what the server said; often SPF, DKIM or DMARC of the sender\'s domain are missing, which "npx nestjs-spring-mail doctor" checks.',
  },
];
