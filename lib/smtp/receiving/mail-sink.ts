/** Who sends a mail and who gets it: the addresses of `MAIL FROM` and `RCPT TO`. */
export interface SmtpEnvelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** Where an `SmtpListener` puts what it takes. */
export interface MailSink {
  /**
   * Looks at a recipient. Missing: all are taken.
   * @param before recipients of the same mail that were taken already
   * @returns what is said instead of 250: `550 5.1.1 No such user`
   */
  refusalOf?(recipient: string, before: readonly string[]): string | undefined;
  /**
   * Takes a mail in; it is acknowledged when this resolves. A rejection breaks the line off without an answer.
   * @returns what is said instead of 250: `452 4.2.2 Mailbox full`
   */
  receive(raw: Buffer, envelope: SmtpEnvelope): Promise<string | undefined>;
}
