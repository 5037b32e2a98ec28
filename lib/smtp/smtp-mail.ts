import type { RecipientRefusal, SmtpReply } from '../errors/outcome.js';
import type { MailPiece } from '../message/compose/mail-piece.js';
import type { ServerExtensions } from './ehlo.js';

/** What the delivery report is to say and when (RFC 3461). Left out of the commands when the server has no DSN. */
export interface SmtpDsn {
  readonly ret?: 'FULL' | 'HDRS';
  readonly envid?: string;
  readonly notify?: readonly ('NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY')[];
  /** Original recipient, such as `rfc822;a@b.example`. */
  readonly orcpt?: string;
}

/**
 * RFC 5322 bytes, not dot-stuffed; a bare CR or LF is made CRLF. A function opens a large mail anew for
 * each attempt, and its pieces are read as fast as the server takes them.
 */
export type SmtpContent = Buffer | readonly MailPiece[] | (() => AsyncIterable<Buffer | string>);

/** What the settings say about every mail of a mailer. */
export interface SmtpMailSettings {
  readonly dsn?: SmtpDsn | undefined;
  /** Deliver to the recipients that were taken when others are refused. Default `false`: all or nobody. */
  readonly sendPartial?: boolean | undefined;
  /** Identity for `AUTH=` (RFC 4954 section 5). */
  readonly submitter?: string | undefined;
  /** Put behind `MAIL FROM:<…>` as it is. */
  readonly extension?: string | undefined;
  /** Refused where the server does not offer REQUIRETLS (RFC 8689) or the line is not encrypted. */
  readonly requireTls?: boolean | undefined;
}

/** A composed mail with its envelope, as the wire needs it. */
export interface SmtpMail extends SmtpMailSettings {
  /** Address of `MAIL FROM`; empty for the null reverse-path of notifications. */
  readonly from: string;
  /** Addresses of `RCPT TO`, at least one. */
  readonly to: readonly string[];
  readonly content: SmtpContent;
  /** For whoever watches. */
  readonly messageId?: string | undefined;
  /** Bytes, for content that is opened by a function; counted otherwise. */
  readonly size?: number;
  /** Content holds bytes above 127 in the body. */
  readonly eightBit?: boolean;
  /** Headers are UTF-8 (RFC 6531); found out for addresses. */
  readonly utf8?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until it is given up, as by the signal. */
  readonly timeout?: number | undefined;
}

/** A mail that the server took. */
export interface SmtpResult {
  /** The reply to the content. */
  readonly reply: SmtpReply;
  readonly accepted: readonly string[];
  readonly refused: readonly RecipientRefusal[];
  /** What the server offers, for instance to say whether delivery reports were asked for. */
  readonly server: ServerExtensions;
}
