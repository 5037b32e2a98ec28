import { inspect } from 'node:util';
import type { ReceivedMail } from './received-mail.js';

/** A text as it is, or a pattern that occurs in it. */
export type TextMatch = string | RegExp;

/** What a mail is to be like; every field that is given has to fit. */
export interface MailFilter {
  /** Somebody who gets it, whether it says To, Cc or nothing; or several who all do. Addresses are compared without case. */
  readonly to?: TextMatch | readonly TextMatch[];
  /** Somebody in its Cc. */
  readonly cc?: TextMatch | readonly TextMatch[];
  /** Somebody who gets it and stands in no header. */
  readonly bcc?: TextMatch | readonly TextMatch[];
  readonly from?: TextMatch;
  readonly replyTo?: TextMatch;
  /** The whole subject, or a pattern in it. */
  readonly subject?: TextMatch;
  /** Something that its plain text holds. */
  readonly text?: TextMatch;
  /** Something that its HTML holds. */
  readonly html?: TextMatch;
  /** The name of a file that it carries; or several. */
  readonly attachment?: TextMatch | readonly TextMatch[];
  /** Headers by name, in any case: the whole value, or a pattern in it. */
  readonly headers?: Readonly<Record<string, TextMatch>>;
}

/** Which mails are meant. */
export type MailCondition = MailFilter | ((mail: ReceivedMail) => boolean);

/** What of a mail does not fit, in words such as `subject is "Hello"`; nothing when it fits. */
export function mismatches(mail: ReceivedMail, condition: MailCondition): string[] {
  if (typeof condition === 'function') return condition(mail) ? [] : ['the function returned false'];
  return [
    ...anyOf('to', condition.to, mail.envelope.to, isAddress),
    ...anyOf(
      'cc',
      condition.cc,
      mail.cc.map(({ address }) => address),
      isAddress,
    ),
    ...anyOf('bcc', condition.bcc, mail.bcc, isAddress),
    ...anyOf('from', condition.from, [mail.from?.address ?? ''], isAddress),
    ...anyOf(
      'replyTo',
      condition.replyTo,
      mail.replyTo.map(({ address }) => address),
      isAddress,
    ),
    ...anyOf('subject', condition.subject, [mail.subject], isText),
    ...anyOf('text', condition.text, given(mail.text), holds),
    ...anyOf('html', condition.html, given(mail.html), holds),
    ...anyOf(
      'attachment',
      condition.attachment,
      mail.attachments.map(({ filename }) => filename),
      isText,
    ),
    ...Object.entries(condition.headers ?? {}).flatMap(([name, wanted]) =>
      anyOf(`header ${name}`, wanted, given(mail.headers[name.toLowerCase()]), isText),
    ),
  ];
}

/** Whether a mail fits. */
export function fits(mail: ReceivedMail, condition: MailCondition): boolean {
  return mismatches(mail, condition).length === 0;
}

/** A condition in words, such as `with to ann@example.org, subject /welcome/`. */
export function inWords(condition: MailCondition): string {
  if (typeof condition === 'function') return 'that fits the function';
  const fields = Object.entries(condition).map(([name, wanted]) => `${name} ${inspect(wanted)}`);
  return fields.length === 0 ? 'of any kind' : `with ${fields.join(', ')}`;
}

type Compare = (actual: string, wanted: TextMatch) => boolean;

const isAddress: Compare = (actual, wanted) =>
  typeof wanted === 'string' ? actual.toLowerCase() === wanted.toLowerCase() : matches(actual, wanted);
const isText: Compare = (actual, wanted) =>
  typeof wanted === 'string' ? actual === wanted : matches(actual, wanted);
const holds: Compare = (actual, wanted) =>
  typeof wanted === 'string' ? actual.includes(wanted) : matches(actual, wanted);

/** A pattern with the flag g or y would go on where it stopped in the text before. */
function matches(actual: string, pattern: RegExp): boolean {
  return new RegExp(pattern, pattern.flags.replace(/[gy]/gu, '')).test(actual);
}

function anyOf(
  field: string,
  wanted: TextMatch | readonly TextMatch[] | undefined,
  actual: readonly string[],
  compare: Compare,
): string[] {
  if (wanted === undefined) return [];
  const isThere = [wanted].flat().every((one) => actual.some((value) => compare(value, one)));
  return isThere ? [] : [`${field} is ${actual.length === 0 ? 'missing' : actual.map(shortened).join(', ')}`];
}

function given(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}

function shortened(value: string): string {
  return JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}…` : value);
}
