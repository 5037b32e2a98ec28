import type { LeftOutRecipient } from '../errors/outcome.js';
import type { MailAddress } from './address.js';
import type { Attachment, InlineAttachment } from './attachment.js';

/** A checked message with everything fixed that must be the same in every attempt: identity, date, envelope. */
export interface Mail {
  /** With angle brackets. */
  readonly messageId: string;
  readonly date: Date;
  /** Addresses of `MAIL FROM` and `RCPT TO`; every recipient once. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  /** Recipients that are in the envelope no more, and why; missing when there are none. */
  readonly leftOut?: readonly LeftOutRecipient[];
  readonly from: MailAddress;
  readonly sender?: MailAddress | undefined;
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly replyTo: readonly MailAddress[];
  readonly subject: string;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly Attachment[];
  readonly inline: readonly InlineAttachment[];
  readonly priority?: 'high' | 'normal' | 'low' | undefined;
  readonly inReplyTo?: string | undefined;
  readonly references: readonly string[];
}
