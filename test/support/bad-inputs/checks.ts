import { inspect } from 'node:util';
import { MailParseError } from '../../../lib/errors/mail-parse.error.js';
import { isMailError } from '../../../lib/errors/mail.error.js';
import type { Happened } from './sending.js';

/** Says in code what a vector says in words: whatever is not as it should be, so that nothing is what a test wants. */
export type Check = (happened: Happened) => readonly string[] | Promise<readonly string[]>;

/** A complaint unless something holds. */
export function unless(holds: boolean, complaint: string): readonly string[] {
  return holds ? [] : [complaint];
}

/** All of these. */
export function all(...checks: readonly Check[]): Check {
  return async (happened) => (await Promise.all(checks.map(async (check) => check(happened)))).flat();
}

const noConnection: Check = ({ connections }) => unless(connections === 0, `${connections} connections`);

/** One error that names the field; nobody was connected to. */
export const refused: Check = all(noConnection, ({ error }) =>
  unless(error instanceof MailParseError && error.field !== '', `no MailParseError but ${inspect(error)}`),
);

/** As `refused`, with the field. */
export function refusedAt(field: string): Check {
  return all(refused, ({ error }) =>
    unless(error instanceof MailParseError && error.field === field, `not at ${field}`),
  );
}

/** Refused before the network by what is no fault of the message's form: a file that may not be read, say. */
export const notSent: Check = all(noConnection, ({ error }) =>
  unless(isMailError(error), `no error of ours but ${inspect(error)}`),
);

/** Sent as one mail to exactly these recipients. */
export function sentTo(...recipients: readonly string[]): Check {
  return ({ error, lines, mails, receipt }) => {
    const named = lines.flatMap((line) => /^RCPT TO:<(.*)>/u.exec(line)?.[1] ?? []);
    return [
      ...unless(error === undefined, inspect(error)),
      ...unless(named.join() === recipients.join(), `the server was told ${named.join()}`),
      ...unless(receipt?.envelope.to.join() === recipients.join(), `the receipt says ${inspect(receipt)}`),
      ...unless(mails.length === 1, `${mails.length} mails`),
      ...unless(!ADDED.test(headOf(mails[0]?.content)), 'a header was added'),
    ];
  };
}

/** Nothing that a vector tries to add. */
const ADDED = /^(?:Bcc|X-Evil|X-P):|\0/imu;

/** Something about the bytes that arrived. */
export function arrived(what: string, holds: (content: string) => boolean): Check {
  return ({ mails }) => unless(holds(mails[0]?.content.toString('latin1') ?? ''), `no ${what}`);
}

/** One mail whose lines all end in CRLF and are no longer than RFC 5322 section 2.1.1 allows. */
export const wellFormed: Check = all(
  sentTo('b@good.test'),
  arrived('line ends of CRLF alone', (content) => !/\r(?!\n)|(?<!\r)\n|\0/u.test(content)),
  arrived('lines of 998 bytes at most', (content) =>
    content.split('\r\n').every(({ length }) => length <= 998),
  ),
);

function headOf(content: Buffer | undefined): string {
  return content?.toString('latin1').split('\r\n\r\n')[0] ?? '';
}
