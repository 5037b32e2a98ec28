import type { MailMessage } from '../../../lib/message/message.js';

/** A mail as people really send it. */
export interface RealMail {
  readonly name: string;
  readonly message: Omit<MailMessage, 'from' | 'to'> & Partial<Pick<MailMessage, 'from' | 'to'>>;
  /** `spring.mail.default-encoding`. Default `UTF-8`. */
  readonly encoding?: string;
}

/** A picture of one pixel. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Bytes of every value, in an order that no text has. */
export const BYTES = Buffer.from(
  Array.from({ length: 4096 }, (_, index) => (index * 151 + (index >> 3)) % 256),
);

/** Something that begins as a PDF does. */
export const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'), BYTES]);

export const LOREM =
  'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. ';

/** An invitation with CRLF at its line ends, as programs write it. */
export function calendar(method: 'REQUEST' | 'CANCEL' | 'REPLY' | 'PUBLISH', summary: string): string {
  return [
    'BEGIN:VCALENDAR',
    'PRODID:-//example.test//Calendar//EN',
    'VERSION:2.0',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    'UID:20261127T100000Z-1@example.test',
    'DTSTAMP:20261120T080000Z',
    'DTSTART:20261127T100000Z',
    'DTEND:20261127T110000Z',
    'ORGANIZER:mailto:ann@example.test',
    `SUMMARY:${summary}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}
