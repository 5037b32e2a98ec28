import { MailParseError } from '../errors/mail-parse.error.js';
import { parseCalendar } from './calendar.js';
import { checkAttachments, checkInline } from './check-attachments.js';
import type { Mail } from './mail.js';
import type { MailMessage } from './message.js';

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
  if (value === undefined || typeof value === 'string') return value;
  throw new MailParseError(field, 'is not a string', 'Write a string.');
}
