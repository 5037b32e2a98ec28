import { MailParseError } from '../errors/mail-parse.error.js';
import { filename } from './check-attachments.js';
import { checkFields, knownFields } from './known-fields.js';

const METHODS = [
  'PUBLISH',
  'REQUEST',
  'REPLY',
  'ADD',
  'CANCEL',
  'REFRESH',
  'COUNTER',
  'DECLINECOUNTER',
] as const;

/** What a calendar asks of its receiver (RFC 5546 section 1.4). */
export type CalendarMethod = (typeof METHODS)[number];

/** An invitation, or another calendar that mail programs show as one (RFC 6047). */
export interface CalendarOptions {
  /** The iCalendar text (RFC 5545), from `BEGIN:VCALENDAR` to `END:VCALENDAR`. Line ends are put right. */
  readonly content: string;
  /** Has to be the `METHOD` of the content. Default: that. */
  readonly method?: CalendarMethod;
  /** Name of the file that the calendar goes along as too, for programs that show no invitations; `false` for none. Default `invite.ics`. */
  readonly filename?: string | false;
}

/** A checked calendar. */
export interface MailCalendar {
  readonly content: string;
  readonly method: CalendarMethod;
  readonly filename?: string | undefined;
}

const FIELDS = knownFields(
  'calendar',
  { content: true, method: true, filename: true } satisfies Record<keyof CalendarOptions, true>,
  {},
);

/** @throws MailParseError when it is no calendar, or is meant otherwise than it says */
export function parseCalendar(value: unknown): MailCalendar | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null || !('content' in value)) {
    throw new MailParseError('calendar', 'is not a calendar', 'Write { content } with the iCalendar text.');
  }
  checkFields(value, FIELDS, 'calendar.');
  const content = calendarText(value.content);
  const name = ('filename' in value ? value.filename : undefined) ?? 'invite.ics';
  return {
    content,
    method: methodOf(content, 'method' in value ? value.method : undefined),
    filename: name === false ? undefined : filename(name, 'calendar.filename'),
  };
}

function calendarText(content: unknown): string {
  const isCalendar =
    typeof content === 'string' && /^BEGIN:VCALENDAR\r?\n[^]*\nEND:VCALENDAR\s*$/iu.test(content);
  if (isCalendar) return content;
  throw new MailParseError(
    'calendar.content',
    'is not an iCalendar text (RFC 5545 section 3.4)',
    'Write a string from BEGIN:VCALENDAR to END:VCALENDAR.',
  );
}

function methodOf(content: string, said: unknown): CalendarMethod {
  const written = /^METHOD:([a-z-]+)[ \t]*$/imu.exec(content)?.[1];
  const asked = said ?? written;
  const method = METHODS.find((one) => typeof asked === 'string' && one === asked.toUpperCase());
  if (method === undefined) {
    throw new MailParseError(
      'calendar.method',
      asked === undefined ? 'is missing, also in the content' : 'is not known',
      `Write METHOD:REQUEST into the calendar, or another of ${METHODS.join(', ')}.`,
    );
  }
  if (written?.toUpperCase() === method) return method;
  throw new MailParseError(
    'calendar.method',
    `is ${method}, and the content says ${written === undefined ? 'nothing' : 'something else'}`,
    `Write METHOD:${method} into the calendar: mail programs ignore one that contradicts itself (RFC 6047 section 2.4).`,
  );
}
