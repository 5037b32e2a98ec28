import { MailPreparationError } from '../errors/mail-preparation.error.js';
import type { ContentSource } from '../message/compose/content-source.js';
import type { Mail } from '../message/mail.js';
import { type MailAttachment, PendingContent } from '../message/mail-content.js';

/** A file of a mail as both composers take it. */
export interface MailFile {
  readonly filename: string;
  readonly content: Buffer | string | ContentSource;
  readonly contentType?: string | undefined;
  readonly cid?: string | undefined;
  readonly contentDisposition?: 'inline' | undefined;
}

const NO_FILES: readonly MailFile[] = [];

/** Everything that goes along with a mail: its attachments, what its HTML shows, and its calendar as a file. */
export function mailFiles({ attachments, inline, calendar }: Mail): readonly MailFile[] {
  const calendarFile = calendar?.filename;
  if (attachments.length + inline.length === 0 && calendarFile === undefined) return NO_FILES;
  return [
    ...attachments.map((file) => ({ ...file, content: atHand(file.content) })),
    ...inline.map((file): MailFile => ({
      ...file,
      content: atHand(file.content),
      contentDisposition: 'inline',
    })),
    ...(calendar === undefined || calendarFile === undefined
      ? []
      : [{ filename: calendarFile, content: calendar.content, contentType: 'application/ics' }]),
  ];
}

/** A view, not a copy: the encoded form of a file is kept by the identity of its Buffer. */
function atHand(content: MailAttachment['content']): MailFile['content'] {
  if (content instanceof PendingContent) throw notLoaded(content);
  if (!(content instanceof Uint8Array) || Buffer.isBuffer(content)) return content;
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

function notLoaded({ field }: PendingContent): MailPreparationError {
  return new MailPreparationError(
    `The mail was not sent: ${field} was not loaded.`,
    'Send messages by a mailer, which loads them; a transport alone takes only bytes and text.',
  );
}
