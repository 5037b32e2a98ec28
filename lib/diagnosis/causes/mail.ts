import type { MailerConfig } from '../../config/mailer-config.js';
import { type Cause, lastReply, refused, says, server, smtpSetting } from '../cause.js';
import type { Observation } from '../observation.js';
import { settingName } from '../setting-name.js';

const answered = (seen: Observation): boolean => lastReply(seen) !== undefined;
const isTransient = (seen: Observation): boolean => (lastReply(seen)?.code ?? 500) < 500;
const codeOf = (seen: Observation): number | undefined => lastReply(seen)?.code;

/** Microsoft's word for "you may not send as this address" is 5.7.60 or 5.2.252. */
const SENDER_NOT_ALLOWED = ['1.7', '1.8', '7.27', '7.60', '2.252'];

/** Where the address of `MAIL FROM` comes from, if not from the message. */
function senderSetting(config: MailerConfig): string {
  const envelope = smtpSetting(config, 'from');
  return config.sources.has(envelope) ? envelope : 'nest.mail.defaults.from';
}

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
      seen.code === 'message-too-large' ||
      says(seen, '3.4', '2.3') ||
      (codeOf(seen) === 552 && seen.stage !== 'rcpt' && !says(seen, '2.2')),
    why: (config, { code, detail }) =>
      `the mail is larger than ${server(config)} takes${code === 'message-too-large' ? ` (${detail})` : ''}`,
    change: () => 'Send less: link to large files instead of attaching them.',
  },
  {
    id: 'no-smtputf8',
    when: ({ code }) => code === 'no-smtputf8',
    why: (config, { detail }) => `${server(config)} cannot take it as it is (${detail})`,
    change: () => 'Use addresses in ASCII, or a mail server that offers SMTPUTF8.',
  },
  {
    id: 'no-requiretls',
    when: ({ code }) => code === 'no-requiretls',
    why: (config, { detail }) => `${server(config)} cannot hold it to TLS (${detail})`,
    // Otherwise the message asked for it.
    wrong: ({ tls }) =>
      tls.requireTls === true ? { setting: 'nest.mail.tls.requiretls', expected: 'false' } : undefined,
    change: (config) =>
      `Send it without requireTls (or ${settingName(config, 'nest.mail.tls.requiretls')}), or over a line with TLS to a mail server that offers REQUIRETLS.`,
  },
  {
    // Gmail counts with 5.4.5 and 4.7.28, Microsoft with 5.1.90, 5.7.705 and 5.7.708.
    id: 'quota',
    when: (seen) =>
      says(seen, '4.5', '5.3', '1.90', '7.28', '7.705', '7.708') ||
      (codeOf(seen) === 452 && says(seen, '3.1')),
    why: (config) => `the account or the server has reached a limit of ${server(config)}`,
    change: () => 'Send later, slower or over fewer connections; providers count mails by day and by hour.',
  },
  {
    id: 'sender-not-allowed',
    when: (seen) =>
      says(seen, ...SENDER_NOT_ALLOWED) ||
      (answered(seen) && !isTransient(seen) && seen.stage === 'mail' && codeOf(seen) !== 530) ||
      (codeOf(seen) === 553 && says(seen, '7.1')),
    why: (config) => `${server(config)} does not let this account send from this address`,
    wrong: (config) => ({ setting: senderSetting(config), expected: 'an address of the account' }),
    change: (config) => {
      const { credentials } = config;
      const such = credentials?.username.includes('@') === true ? `, such as ${credentials.username}` : '';
      return `Send from an address that the account may use${such}: set it as from of the message, or as ${settingName(config, senderSetting(config))}.`;
    },
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
      says(seen, '7.1', '7.54', '7.64') &&
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
