/** A command as it came in. */
export interface Command {
  /** In capitals, whatever the client wrote. */
  readonly verb: string;
  readonly line: string;
  /** Whether it came over TLS. */
  readonly tls: boolean;
  /** Commands with the same number were sent in one go: pipelined. */
  readonly packet: number;
}

/** An attempt to sign in. */
export interface SignIn {
  readonly mechanism: string;
  readonly username: string;
  /** The password, the token of XOAUTH2 or the digest of CRAM-MD5, as it was sent. */
  readonly secret: string;
  /** Whether the server knows these credentials. */
  readonly accepted: boolean;
  readonly tls: boolean;
}

/** A message that came in to its end. */
export interface ReceivedMail {
  readonly from: string;
  /** The recipients that were accepted. */
  readonly to: readonly string[];
  /** What followed the address in MAIL, such as `SIZE=120 BODY=8BITMIME`. */
  readonly parameters: string;
  /** What followed the address in each RCPT that was accepted, such as `NOTIFY=FAILURE`. */
  readonly recipientParameters: readonly string[];
  /** The message byte for byte, after dot-unstuffing. */
  readonly content: Buffer;
  /** Whether it came by BDAT. */
  readonly chunked: boolean;
  readonly tls: boolean;
  /** Whether the server said 250; false also when it said nothing. */
  readonly accepted: boolean;
}

/** All that happened on one connection. */
export interface Session {
  /** From 1, in the order in which the connections came. */
  readonly number: number;
  readonly commands: readonly Command[];
  readonly signIns: readonly SignIn[];
  readonly mails: readonly ReceivedMail[];
  /** Whether TLS is on. */
  readonly tls: boolean;
  readonly open: boolean;
  /** What broke the connection, such as a certificate that the client refused. */
  readonly error: Error | undefined;
}
