/**
 * What came of a mail or of one recipient.
 * `unknown`: the line died after the mail was handed over; it may or may not have been delivered.
 */
export type Outcome = 'delivered' | 'refused' | 'unknown';

/** One reply of the mail server (RFC 5321 section 4.2). */
export interface SmtpReply {
  /** Three-digit reply code, such as `250`. */
  readonly code: number;
  /** Enhanced status code (RFC 3463), such as `5.1.1`, when the server sent one. */
  readonly enhancedCode?: string;
  /** The text behind the code; lines joined by a blank. */
  readonly text: string;
}

/** A recipient that the server did not take. */
export interface RecipientRefusal {
  readonly address: string;
  /** `true` for a 5yz reply: repeating it as it is will not help (RFC 5321 section 4.2.1). */
  readonly permanent: boolean;
  readonly reply: SmtpReply;
}

/** A recipient that the mail was not sent to, on purpose. */
export interface LeftOutRecipient {
  readonly address: string;
  /** Continues "was left out: …", such as `nest.mail.allowed-recipients does not name it`. */
  readonly reason: string;
}

/** What came back for one message that was delivered to the mail server. */
export interface Receipt {
  /** Message-ID of the mail, with its angle brackets. */
  readonly messageId: string;
  /** The addresses of `MAIL FROM` and `RCPT TO`. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  /** Recipients the server took. */
  readonly accepted: readonly string[];
  /** Recipients the server refused; empty unless `mail.smtp.sendpartial` is `true`. */
  readonly refused: readonly RecipientRefusal[];
  /** Recipients that the mail was not sent to, on purpose; missing when there are none. */
  readonly leftOut?: readonly LeftOutRecipient[];
  /** The server's last word, empty when the mail was left out for all, such as `250 2.0.0 Ok: queued as F16721AC32B`. */
  readonly response: string;
}
