import { MailParseError } from '../errors/mail-parse.error.js';
import { parseCalendar } from './calendar.js';
import { checkAttachments, checkInline } from './check-attachments.js';
import type { Mail } from './mail.js';
import type { MailMessage } from './message.js';

/** Longest text that is encoded in one go: more would hold up everything else for a twentieth of a second. Programs show far less. */
const MAX_LENGTH = 4 * 1024 * 1024;

type Content = Required<Pick<Mail, 'text' | 'html' | 'amp' | 'calendar' | 'attachments' | 'inline'>>;

/**
 * What the recipients see of a message.
 * @throws MailParseError when there is nothing, or a part of it is not valid
 */
export function contentOfMessage(message: MailMessage): Content {
  const attachments = checkAttachments(message.attachments);
  const inline = checkInline(message.inline);
  const text = textOf(message.text, 'text');
  const html = textOf(message.html, 'html');
  const amp = textOf(message.amp, 'amp');
  const calendar = parseCalendar(message.calendar);
  if (!text && !html && calendar === undefined && attachments.length === 0) {
    const problem = amp ? 'is missing for programs that show no AMP' : 'is missing';
    throw new MailParseError('content', problem, 'Set text, html, calendar or attachments.');
  }
  return { text, html, amp, calendar, attachments, inline };
}

function textOf(value: unknown, field: string): string | undefined {
  if (value === undefined) return value;
  if (typeof value !== 'string') throw new MailParseError(field, 'is not a string', 'Write a string.');
  if (value.length <= MAX_LENGTH) return value;
  throw new MailParseError(field, `is longer than ${MAX_LENGTH} characters`, 'Send it as an attachment.');
}
