import type { AddressInput } from './address.js';
import type { Attachment, InlineAttachment } from './attachment.js';

/**
 * What a user writes. A plain value: it is read, never changed, and can be sent any number of times.
 *
 * @example
 * { to: 'ann@example.org', subject: 'Hi', text: '👋' }
 */
export interface MailMessage {
  /** Author. Default: `nest.mail.defaults.from`; a message without either is refused. */
  readonly from?: AddressInput;
  /** Who sent it on the author's behalf (RFC 5322 section 3.6.2). */
  readonly sender?: AddressInput;
  readonly to?: AddressInput | readonly AddressInput[];
  readonly cc?: AddressInput | readonly AddressInput[];
  /** Recipients that no recipient sees. */
  readonly bcc?: AddressInput | readonly AddressInput[];
  /** Where answers go. Default: `nest.mail.defaults.reply-to`. */
  readonly replyTo?: AddressInput | readonly AddressInput[];
  readonly subject?: string;
  /** Plain text. At least one of text, html and attachments is needed. */
  readonly text?: string;
  readonly html?: string;
  /** Date header. Default: the moment of the first attempt. */
  readonly sentDate?: Date;
  /** Further headers. Those that have a field of their own here are refused. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly attachments?: readonly Attachment[];
  readonly inline?: readonly InlineAttachment[];
  readonly priority?: 'high' | 'normal' | 'low';
  /** `<left@right>`. Default: random, in the domain of `from`. */
  readonly messageId?: string;
  /** Message-ID of the mail this one answers. */
  readonly inReplyTo?: string;
  /** Message-IDs of the conversation, oldest first. */
  readonly references?: string | readonly string[];
}
