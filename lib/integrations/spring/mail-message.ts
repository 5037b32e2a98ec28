/** What a simple message and one with MIME parts have in common, so that code can fill in either. */
export interface MailMessage {
  setFrom(from: string): void;
  setReplyTo(replyTo: string): void;
  setTo(...to: Strings): void;
  setCc(...cc: Strings): void;
  setBcc(...bcc: Strings): void;
  setSentDate(sentDate: Date): void;
  setSubject(subject: string): void;
  setText(text: string): void;
}

/** One text, several, or an array of them: what Java's `String...` takes. */
export type Strings = readonly string[] | readonly [readonly string[]];

/** What was passed as `String...`, as an array of its own. */
export function toArray(strings: Strings): string[] {
  return strings.flat();
}
