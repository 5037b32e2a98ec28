import type { LeftOutRecipient } from '../errors/outcome.js';
import type { MailAddress } from './address.js';
import type { MailCalendar } from './calendar.js';
import type { Charset } from './compose/charset.js';
import type { MailDsn } from './dsn.js';
import type { Header } from './header.js';
import type { Labels } from './labels.js';
import type { MailAttachment, MailInlineAttachment } from './mail-content.js';
import type { MailSeal } from './seal/mail-seal.js';

/** What leads from one process to the trace of another, such as `{ traceparent }` of W3C Trace Context. */
export type TraceCarrier = Readonly<Record<string, string>>;

/** A checked message with everything fixed that must be the same in every attempt: identity, date, envelope. */
export interface Mail extends Labels {
  /** With angle brackets. */
  readonly messageId: string;
  readonly date: Date;
  /** Addresses of `MAIL FROM`, empty for none, and `RCPT TO`; every recipient once. */
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
  readonly amp?: string | undefined;
  readonly calendar?: MailCalendar | undefined;
  /** Those of the labels among them. */
  readonly headers: readonly Header[];
  readonly attachments: readonly MailAttachment[];
  readonly inline: readonly MailInlineAttachment[];
  /** Where the settings ask for another than UTF-8. */
  readonly charset?: Charset | undefined;
  readonly priority?: 'high' | 'normal' | 'low' | undefined;
  readonly inReplyTo?: string | undefined;
  readonly references: readonly string[];
  readonly dsn?: MailDsn | undefined;
  /** `undefined` leaves it to the mailer. */
  readonly requireTls?: boolean | undefined;
  readonly idempotencyKey?: string | undefined;
  /** What the mail is part of and can be unsubscribed from. */
  readonly list?: string | undefined;
  /** For whoever composes the mail to apply; `undefined` leaves it to the mailer. */
  readonly seal?: MailSeal | false | undefined;
  /** Where it was queued; no part of what is sent. */
  readonly trace?: TraceCarrier | undefined;
}
