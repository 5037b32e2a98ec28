import { isAscii } from 'node:buffer';
import { isMailError } from '../errors/mail.error.js';
import { MailPreparationError } from '../errors/mail-preparation.error.js';
import type { Mail } from '../message/mail.js';
import { mailBytes, sealContent } from '../message/seal/seal-content.js';
import type { SealContent, MailSeal, SealContext } from '../message/seal/mail-seal.js';
import { withLineBreaks } from '../smtp/line-breaks.js';
import type { SmtpContent, SmtpMail } from '../smtp/smtp-mail.js';

/** What a seal is told about a mail; `shown` are the mailboxes that its header fields name. */
export function sealContext(
  from: string,
  shown: readonly { readonly address?: string | undefined }[],
  recipients: readonly string[],
): SealContext {
  const names = new Set(shown.map(({ address = '' }) => address.toLowerCase()));
  return { from, recipients, hidden: recipients.filter((address) => !names.has(address.toLowerCase())) };
}

/** The same for a checked mail. */
export function sealContextOf({ from, to, cc, envelope }: Mail): SealContext {
  return sealContext(from.address, [...to, ...cc], envelope.to);
}

/**
 * The mail as it goes out: what is signed must be what is sent, so its line breaks are put right first.
 * What is made while it is read, such as a large file, is read whole.
 * @throws MailPreparationError when the seal rejects
 */
export async function sealedMail(mail: SmtpMail, seal: MailSeal, context: SealContext): Promise<SmtpMail> {
  const content = await sealedBytes(mail.content, seal, context);
  return { ...mail, content, eightBit: content.some((piece, index) => index > 0 && !isAscii(piece)) };
}

/** The same for the bytes alone. */
export async function sealedBytes(
  content: SmtpContent,
  seal: MailSeal,
  context: SealContext,
): Promise<Buffer[]> {
  return mailBytes(await applied(seal, sealContent(await settledBytes(content)), context));
}

/** All bytes of a mail, with its line breaks put right. */
export async function settledBytes(content: SmtpContent): Promise<readonly Buffer[]> {
  return withLineBreaks(await bytesOf(content));
}

async function applied(seal: MailSeal, content: SealContent, context: SealContext): Promise<SealContent> {
  try {
    return await seal.seal(content, context);
  } catch (cause) {
    if (isMailError(cause)) throw cause;
    throw new MailPreparationError(
      'The mail was not sent: it could not be signed or encrypted.',
      'See the cause of this error.',
      cause,
    );
  }
}

async function bytesOf(content: SmtpContent): Promise<readonly Buffer[]> {
  if (Buffer.isBuffer(content)) return [content];
  const bytes: Buffer[] = [];
  for (const piece of typeof content === 'function' ? [{ read: content }] : content) {
    if (Buffer.isBuffer(piece)) bytes.push(piece);
    else
      for await (const chunk of piece.read())
        bytes.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  }
  return bytes;
}
