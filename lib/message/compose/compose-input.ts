import type { CalendarMethod } from '../calendar.js';
import type { Charset } from './charset.js';
import type { ContentSource } from './content-source.js';

/** One mailbox. The address is a valid one, without angle brackets; it is not empty. */
export interface ComposeMailbox {
  readonly name?: string | undefined;
  readonly address: string;
}

/** One header field of the caller's. */
export interface ComposeHeader {
  readonly name: string;
  readonly value: string;
  /** The name is written as it is instead of in nodemailer's spelling. */
  readonly exact?: boolean | undefined;
}

/** A file that goes along. */
export interface ComposeAttachment {
  /**
   * What the file holds. A Buffer must not be changed after its first mail: its encoded form is kept. What a source
   * yields is encoded while the mail is sent, always as base64.
   */
  readonly content: Buffer | string | ContentSource;
  /** Default `attachment-1.png`, with the extension of the content type. */
  readonly filename?: string | undefined;
  /** Default: by the extension of the file name, `application/octet-stream` if that says nothing. */
  readonly contentType?: string | undefined;
  /** Content-ID without angle brackets: the HTML shows the file by `cid:…` and the file goes next to the HTML. */
  readonly cid?: string | undefined;
  /** Default `inline` for an image with a `cid` and for a mail, else `attachment`. */
  readonly contentDisposition?: 'attachment' | 'inline' | undefined;
  /** Default `base64`; a mail is never encoded (RFC 2046 section 5.2.1). */
  readonly contentTransferEncoding?: '7bit' | '8bit' | 'base64' | 'quoted-printable' | undefined;
  /** More header fields of this part. */
  readonly headers?: readonly ComposeHeader[] | undefined;
}

/**
 * A message with everything decided: addresses are valid, files are read, Message-ID and date are fixed.
 * Bcc has no place here because it is never written into a mail.
 */
export interface ComposeInput {
  readonly from: readonly ComposeMailbox[];
  readonly sender?: readonly ComposeMailbox[] | undefined;
  readonly replyTo?: readonly ComposeMailbox[] | undefined;
  readonly to?: readonly ComposeMailbox[] | undefined;
  readonly cc?: readonly ComposeMailbox[] | undefined;
  readonly subject?: string | undefined;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
  /** The HTML as AMP for Email. */
  readonly amp?: string | undefined;
  /** The last of the alternatives, as mail programs look for invitations there. */
  readonly calendar?: { readonly method: CalendarMethod; readonly content: string } | undefined;
  /**
   * Charset of text, HTML, subject, names and further headers, each where it has all the characters. Default: UTF-8, which
   * the names of files are always in. Spring: `spring.mail.default-encoding`.
   */
  readonly charset?: Charset | undefined;
  readonly date: Date;
  /** With its angle brackets. */
  readonly messageId: string;
  readonly inReplyTo?: string | undefined;
  readonly references?: readonly string[] | undefined;
  /** More header fields, written first and in this order. */
  readonly headers?: readonly ComposeHeader[] | undefined;
  readonly priority?: 'high' | 'normal' | 'low' | undefined;
  readonly attachments?: readonly ComposeAttachment[] | undefined;
}
