import type { ComposeAttachment, ComposeInput } from '../message/compose/compose-input.js';
import { compose } from '../message/compose/compose.js';
import type { Mail } from '../message/mail.js';
import type { SmtpMail } from '../smtp/smtp-mail.js';

/** The mail in the words of the composer. */
export function composeInput(mail: Mail): ComposeInput {
  return {
    ...mail,
    from: [mail.from],
    sender: mail.sender && [mail.sender],
    attachments: [
      ...mail.attachments.map((file) => ({ ...file, content: bytes(file.content) })),
      ...mail.inline.map((part): ComposeAttachment => ({
        ...part,
        content: bytes(part.content),
        contentDisposition: 'inline',
      })),
    ],
  };
}

/** The composed mail with its envelope, as the wire takes it. */
export function toSmtpMail(mail: Mail, input: ComposeInput, signal: AbortSignal | undefined): SmtpMail {
  const { content, needs8Bit, needsSmtpUtf8 } = compose(input);
  return {
    ...mail.envelope,
    content,
    eightBit: needs8Bit,
    utf8: needsSmtpUtf8,
    ...(signal !== undefined && { signal }),
  };
}

/** A view, not a copy: the encoded form of a file is kept by the identity of its Buffer. */
function bytes(content: string | Uint8Array): string | Buffer {
  if (typeof content === 'string' || Buffer.isBuffer(content)) return content;
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
