import type { AddressInput } from './address.js';
import type { Attachment, InlineAttachment } from './attachment.js';
import type { CalendarOptions } from './calendar.js';
import type { DsnOptions } from './dsn.js';
import type { EnvelopeOptions } from './envelope.js';
import type { UnsubscribeOptions } from './unsubscribe/unsubscribe.js';
import type { MailSeal } from './seal/mail-seal.js';
import type { TemplateChoice } from './template-choice.js';

/**
 * What a user writes. A plain value: it is read, never changed, and can be sent any number of times, unless a file of it
 * is a stream. A field that is not valid is refused before the network, with a `MailParseError` that names it.
 *
 * @example
 * { to: 'ann@example.org', subject: 'Hi', text: '👋' }
 */
export type MailMessage = MessageFields & TemplateChoice;

/** The fields of every message, with a template or without. */
export interface MessageFields {
  /** Author (RFC 5322 section 3.6.2). Default: `nest.mail.defaults.from`; a message without either is refused. */
  readonly from?: AddressInput;
  /** Who sent it on the author's behalf (RFC 5322 section 3.6.2). It is shown; bounces go to `envelope.from`. */
  readonly sender?: AddressInput;
  /** At least one of to, cc and bcc is needed, and at most 1000 recipients in all; one that is named twice gets one copy. */
  readonly to?: AddressInput | readonly AddressInput[];
  /** Recipients that everybody sees. */
  readonly cc?: AddressInput | readonly AddressInput[];
  /** Recipients that no recipient sees: they are never written into the mail. */
  readonly bcc?: AddressInput | readonly AddressInput[];
  /** Where answers go. Default: `nest.mail.defaults.reply-to`. */
  readonly replyTo?: AddressInput | readonly AddressInput[];
  /** One line, in any language. Default: none. */
  readonly subject?: string;
  /** Plain text. At least one of text, html, calendar and attachments is needed. */
  readonly text?: string;
  /** Shown by programs that show HTML; what it shows by `cid:` stands in `inline`. */
  readonly html?: string;
  /** AMP for Email, shown instead of `html` by programs that know it, from senders that they know. Needs `html` or `text`. */
  readonly amp?: string;
  /** An invitation (RFC 6047). */
  readonly calendar?: CalendarOptions;
  /** Date header. Default: the moment of the first attempt. */
  readonly sentDate?: Date;
  /** Further headers. Those that have a field of their own here are refused. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /**
   * Files: their content, or a path or url that `nest.mail.attachments` allows.
   * @example [{ filename: 'receipt.pdf', content: pdf }]
   */
  readonly attachments?: readonly Attachment[];
  /** What the HTML shows by `cid:`. */
  readonly inline?: readonly InlineAttachment[];
  /** Writes X-Priority, X-MSMail-Priority and Importance. Default: `normal`, which writes none. */
  readonly priority?: 'high' | 'normal' | 'low';
  /** `<left@right>` (RFC 5322 section 3.6.4). Default: random, in the domain of `from`. */
  readonly messageId?: string;
  /** Message-ID of the mail this one answers. */
  readonly inReplyTo?: string;
  /** Message-IDs of the conversation, oldest first. */
  readonly references?: string | readonly string[];
  /** Where the mail goes and where bounces go, where that is not what the headers say. */
  readonly envelope?: EnvelopeOptions;
  /** Delivery reports to ask for (RFC 3461). Default: those of `mail.smtp.dsn.*`; what is set here wins, field by field. */
  readonly dsn?: DsnOptions;
  /**
   * Every server on the way has to use TLS, or the mail comes back (REQUIRETLS, RFC 8689). It is refused before it is sent
   * where the line is in clear or the mail server does not know REQUIRETLS. Default: `nest.mail.tls.requiretls`.
   */
  readonly requireTls?: boolean;
  /**
   * What the mail counts as in the statistics of the provider, such as `sign-up`. Written as the headers that the provider
   * of the mailer reads (docs/messages.md), else as `X-Tag`.
   */
  readonly tags?: string | readonly string[];
  /**
   * Values that come back with the provider's events. Written as the headers that the provider reads, else as
   * `X-Metadata-…`: recipients can see them.
   * @example { orderId: '42' }
   */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Names the sending: a queue takes messages with the same key once. It is not written into the mail. */
  readonly idempotencyKey?: string;
  /**
   * How the recipient unsubscribes with one click, as large receivers ask of bulk mail (RFC 8058, RFC 2369); `true` is a
   * signed link of `nest.mail.unsubscribe`, for a message to one recipient.
   * @example { list: 'news' }
   */
  readonly unsubscribe?: true | UnsubscribeOptions;
  /** Signs or encrypts this message instead of the mailer's `seal`; `false` leaves it as it is. DKIM signs all the same. */
  readonly seal?: MailSeal | false;
}
