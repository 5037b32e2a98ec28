import { MailParseError } from '../../errors/mail-parse.error.js';
import { MailQueueError } from '../../errors/mail-queue.error.js';
import type { Mail } from '../../message/mail.js';
import { PendingContent } from '../../message/mail-content.js';

/** What a mail takes besides its content. */
const OVERHEAD = 1000;

/**
 * Checks that a mail can wait, maybe in another process.
 * @throws MailParseError for a stream, which can be read once, now and here, and for a seal of its own; MailQueueError when it is too large
 */
export function checkCanWait(mail: Mail, maxSize: number): void {
  for (const [field, parts] of [
    ['attachments', mail.attachments],
    ['inline', mail.inline],
  ] as const) {
    for (const [index, part] of parts.entries()) refuseStream(part.content, `${field}[${index}].content`);
  }
  if (mail.seal) {
    throw new MailParseError(
      'seal',
      'is code, which a queue cannot keep',
      'A queued mail may be sent by another process: set seal of the mailer instead.',
    );
  }
  const size = sizeOf(mail);
  if (size <= maxSize) return;
  throw new MailQueueError(`The mail takes about ${size} bytes, and a queued mail may take ${maxSize}.`, {
    problem: 'too-large',
    advice: 'Attach files by path, or raise nest.mail.queue.max-size.',
  });
}

/** About how many bytes a mail takes; base64 counts, as bytes are kept in it. */
export function sizeOf({ text, html, attachments, inline, envelope, headers }: Mail): number {
  const parts = [...attachments, ...inline].reduce((sum, { content }) => sum + contentSize(content), 0);
  const lines = headers.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  return OVERHEAD + (text?.length ?? 0) + (html?.length ?? 0) + parts + lines + 60 * envelope.to.length;
}

function contentSize(content: unknown): number {
  if (typeof content === 'string') return content.length;
  return content instanceof Uint8Array ? Math.ceil((content.byteLength * 4) / 3) : 0;
}

function refuseStream(content: unknown, field: string): void {
  if (!(content instanceof PendingContent) || content.origin.kind !== 'stream') return;
  throw new MailParseError(
    field,
    'is a stream, which can be read only once and in this process',
    'A queued mail may be sent later, elsewhere and more than once: pass its bytes, or the path of a file.',
  );
}
