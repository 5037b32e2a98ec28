/** How a session talks. */
export interface SmtpSessionConfig {
  /**
   * What is written ahead of the replies where the server offers PIPELINING (RFC 2920): nothing, the envelope, or
   * also the envelope of the next mail right behind the content of the last one.
   */
  readonly pipelining: 'none' | 'envelope' | 'overlap';
  /**
   * How many mails may be handed over with BDAT (RFC 3030) before the first of them is answered. `0`: no BDAT.
   * Above `1` a line that dies leaves as many mails with unknown outcome.
   */
  readonly window: number;
  readonly timeouts: SmtpSessionTimeouts;
  /** Wait for the reply to QUIT before the connection is closed. Default `true`. */
  readonly quitWait?: boolean | undefined;
}

/** Limits in milliseconds. RFC 5321 section 4.5.3.2 asks for at least 5 min, 10 min and 3 min. */
export interface SmtpSessionTimeouts {
  /** For the reply to a command. */
  readonly reply: number;
  /** For the reply to the content: too short a limit makes mails unknown that were delivered. */
  readonly final: number;
  /** For the system to take what is written. */
  readonly write: number;
}
