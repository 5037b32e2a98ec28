/** A composed mail as a seal sees it. */
export interface SealContent {
  /** The header fields in order, folded as they are written, each with its CRLF; one character is one byte (latin1). */
  readonly fields: readonly string[];
  /** What stands behind the blank line, in one or more pieces; every line ends with CRLF. */
  readonly body: readonly Buffer[];
}

/** What a seal may want to know of a mail besides its bytes. */
export interface SealContext {
  /** Address of the author. */
  readonly from: string;
  /** Addresses that the mail goes to, those of bcc included. */
  readonly recipients: readonly string[];
  /** Those of them that no header names, so that nothing in the mail may tell them to the others. */
  readonly hidden: readonly string[];
}

/**
 * Signs or encrypts a mail: what happens between composing and the wire. A seal that rejects keeps the mail from being
 * sent; reject with `MailPreparationError` to say why.
 *
 * @example
 * MailModule.forRoot({ seal: smime({ sign: { … } }) })
 */
export interface MailSeal {
  /**
   * For one message: `true` comes before the seal of the mailer, for what changes a mail and keeps no secret. Default `false`:
   * in its place.
   */
  readonly comesFirst?: boolean;
  /** Called while the application starts; a seal that rejects stops it. */
  check?(): Promise<void>;
  /** @returns the mail that goes out instead */
  seal(content: SealContent, context: SealContext): SealContent | Promise<SealContent>;
}
