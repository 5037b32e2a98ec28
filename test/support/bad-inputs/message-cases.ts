import PostalMime from 'postal-mime';
import { MailSendError } from '../../../lib/errors/mail-send.error.js';
import {
  all,
  arrived,
  type Check,
  notSent,
  refused,
  refusedAt,
  sentTo,
  unless,
  wellFormed,
} from './checks.js';
import type { Surroundings } from './sending.js';

/** What is to come of a vector whose input is a message. */
export interface MessageCase {
  readonly check: Check;
  readonly surroundings?: Surroundings;
  /** The same attack in our words, where the vector has nodemailer's. */
  readonly ours?: { readonly fields: object; readonly check: Check };
}

/** Every path is allowed, so that what is there is looked at. */
const OPEN: Surroundings = { settings: { attachments: { roots: ['/'] } } };
const ALLOWED = { allowedRecipients: ['@good.test'] };

/** Not refused for its form: what is to come of it is said here. */
export const DELIVERED: Readonly<Record<string, MessageCase>> = {
  // What is compared with the allowed domains is what goes over the wire.
  'ADDR-13': { check: sentTo('b@good.test'), surroundings: { settings: ALLOWED } },
  'ADDR-15': { check: sentTo('b@good.test'), surroundings: { settings: ALLOWED } },
  'ADDR-30': { check: sentTo('-oQ/tmp/x@good.test') },
  'ADDR-39': {
    check: all(sentTo('jõgeva@good.test'), ({ lines }) =>
      unless(
        lines.some((line) => /^MAIL FROM:<a@good\.test>.* SMTPUTF8/u.test(line)),
        'MAIL FROM without SMTPUTF8',
      ),
    ),
  },
  'ADDR-40': { check: sentTo('info@xn--jgeva-dua.test') },
  'ADDR-46': { check: notSent, surroundings: { settings: { interceptors: [onlyOwnSenders] } } },
  'ADDR-49': { check: sentTo('=?utf-8?q?evil=40evil.test=3e?=@good.test') },
  'ENV-10': {
    check: all(
      sentTo('b@good.test', 'hidden@good.test'),
      arrived('secrecy', (content) => !content.includes('hidden')),
    ),
  },
  'SMG-01': { check: oneMail('a\r\n.\r\nMAIL FROM:<e@evil.test>\r\n') },
  'SMG-02': { check: oneMail('a\r\n.\r\nMAIL FROM:<e@evil.test>') },
  'SMG-08': { check: wellFormed },
  'SMG-11': { check: oneMail('a\r\n.\r\nb') },
  'ATT-21': { check: all(wellFormed, filenames('passwd')) },
  'ATT-26': { check: all(wellFormed, filenames('invfdp.exe')) },
};

/** Refused, with more to say about it than that. */
export const REFUSED: Readonly<Record<string, MessageCase>> = {
  'ADDR-19': { check: refusedAt('to[1]') },
  'ADDR-24': { check: refusedAt('to') },
  'ADDR-42': { check: refusedAt('from') },
  'ADDR-43': { check: refusedAt('from') },
  'ADDR-45': { check: refusedAt('replyTo') },
  'HDR-06': { check: refusedAt('subject') },
  'HDR-18': { check: refusedAt('inReplyTo') },
  'ATT-02': { check: notSent },
  'ATT-12': {
    check: refused,
    surroundings: { settings: { attachments: { hosts: ['cdn.good.test'] } } },
    ours: {
      fields: { attachments: [{ url: 'http://127.0.0.1:1/redirect-to-internal' }] },
      check: refusedAt('attachments[0].url'),
    },
  },
  'ATT-29': { check: notSent },
  'ATT-30': { check: all(notSent, atMost(50)) },
  'ATT-32': { check: notSent },
  'ATT-35': { check: all(notSent, saying('attachments[0]')), surroundings: OPEN },
  'ATT-36': { check: all(notSent, saying('attachments[0]')), surroundings: OPEN },
  'ATT-38': { check: notSent },
  'ATT-39': { check: refusedAt('attachments[0]') },
  'HDR-20': {
    check: refused,
    ours: {
      fields: { headers: { 'List-Unsubscribe': '<http://x/>\r\nBcc: evil@evil.test' } },
      check: refused,
    },
  },
  'HDR-29': {
    check: refused,
    ours: { fields: { sentDate: new Date(Number.NaN) }, check: refusedAt('sentDate') },
  },
  'HDR-27': {
    check: refused,
    ours: {
      fields: { calendar: { method: 'REQUEST\r\nX-Evil: 1', content: 'BEGIN:VCALENDAR' } },
      check: refusedAt('calendar.content'),
    },
  },
  'ATT-24': {
    check: refused,
    ours: {
      fields: { inline: [{ cid: 'c>\r\nX-Evil: 1', content: 'x' }] },
      check: refusedAt('inline[0].cid'),
    },
  },
};

/** The error names the place. */
function saying(place: string): Check {
  return ({ error }) => unless(String(error).includes(place), `nothing of ${place} in ${String(error)}`);
}

/** What the process grew by while it sent, in megabytes. */
function atMost(megabytes: number): Check {
  return ({ grown }) => unless(grown < megabytes * 1e6, `it grew by ${grown} bytes`);
}

/** A policy of the application, which sees every message before it is checked. */
function onlyOwnSenders<T extends { readonly sender?: unknown }>(message: T): T {
  if (message.sender === undefined || message.sender === 'a@good.test') return message;
  throw new Error('This sender is not allowed.');
}

/** One mail with exactly one recipient, CRLF at every line end, and the text in it. */
function oneMail(text: string): Check {
  return all(
    wellFormed,
    arrived(text, (content) => content.includes(text)),
  );
}

function filenames(...names: readonly string[]): Check {
  return async ({ mails }) => {
    const { attachments } = await PostalMime.parse(mails[0]?.content ?? '');
    const found = attachments.map(({ filename }) => filename);
    return unless(found.join() === names.join(), `the files are called ${found.join()}`);
  };
}

/** ADDR-39 at a server that does not take such addresses. */
export const withoutSmtpUtf8: Check = ({ error, mails }) => {
  const isClear =
    error instanceof MailSendError && error.permanent === true && /SMTPUTF8/u.test(error.message);
  return [
    ...unless(isClear, `not clear: ${String(error)}`),
    ...unless(mails.length === 0, 'a mail was sent'),
  ];
};
