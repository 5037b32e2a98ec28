import type { MailMessage as CoreMessage } from '../../index.js';
import { present } from './illegal-use.js';
import { InternetAddress } from './internet-address.js';
import { type MailMessage, type Strings, toArray } from './mail-message.js';

interface Fields {
  from: string | null;
  replyTo: string | null;
  to: readonly string[] | null;
  cc: readonly string[] | null;
  bcc: readonly string[] | null;
  sentDate: number | null;
  subject: string | null;
  text: string | null;
}

/** In the order in which `toString` names them. */
const NAMES = ['from', 'replyTo', 'to', 'cc', 'bcc', 'sentDate', 'subject', 'text'] as const;

/**
 * A mail of plain text.
 *
 * @example
 * const message = new SimpleMailMessage();
 * message.setTo('ann@example.org');
 * message.setText('Hello');
 */
export class SimpleMailMessage implements MailMessage {
  readonly #fields: Fields = {
    from: null,
    replyTo: null,
    to: null,
    cc: null,
    bcc: null,
    sentDate: null,
    subject: null,
    text: null,
  };

  /**
   * @param original a message to copy; without one the message is empty
   * @throws IllegalArgumentException when it is `null`
   */
  constructor(original?: SimpleMailMessage) {
    if (original !== undefined) Object.assign(this.#fields, present(original, 'original').#fields);
  }

  setFrom(from: string): void {
    this.#fields.from = from;
  }

  getFrom(): string | null {
    return this.#fields.from;
  }

  setReplyTo(replyTo: string): void {
    this.#fields.replyTo = replyTo;
  }

  getReplyTo(): string | null {
    return this.#fields.replyTo;
  }

  setTo(...to: Strings): void {
    this.#fields.to = toArray(to);
  }

  getTo(): string[] | null {
    return copied(this.#fields.to);
  }

  setCc(...cc: Strings): void {
    this.#fields.cc = toArray(cc);
  }

  getCc(): string[] | null {
    return copied(this.#fields.cc);
  }

  setBcc(...bcc: Strings): void {
    this.#fields.bcc = toArray(bcc);
  }

  getBcc(): string[] | null {
    return copied(this.#fields.bcc);
  }

  setSentDate(sentDate: Date): void {
    this.#fields.sentDate = sentDate.getTime();
  }

  getSentDate(): Date | null {
    const { sentDate } = this.#fields;
    return sentDate === null ? null : new Date(sentDate);
  }

  setSubject(subject: string): void {
    this.#fields.subject = subject;
  }

  getSubject(): string | null {
    return this.#fields.subject;
  }

  setText(text: string): void {
    this.#fields.text = text;
  }

  getText(): string | null {
    return this.#fields.text;
  }

  /**
   * Sets in another message what is set in this one.
   * @throws IllegalArgumentException when the target is `null`
   */
  copyTo(target: MailMessage): void {
    present(target, 'target');
    const { from, replyTo, to, cc, bcc, sentDate, subject, text } = this.#fields;
    if (from !== null) target.setFrom(from);
    if (replyTo !== null) target.setReplyTo(replyTo);
    if (to !== null) target.setTo(...to);
    if (cc !== null) target.setCc(...cc);
    if (bcc !== null) target.setBcc(...bcc);
    if (sentDate !== null) target.setSentDate(new Date(sentDate));
    if (subject !== null) target.setSubject(subject);
    if (text !== null) target.setText(text);
  }

  /** Whether the other is a message with the same eight fields. */
  equals(other: unknown): boolean {
    return other instanceof SimpleMailMessage && this.#key() === other.#key();
  }

  /** The same number for equal messages, as for a Java `HashMap`. */
  hashCode(): number {
    return Array.from(this.#key()).reduce((hash, char) => (Math.imul(hash, 31) + char.charCodeAt(0)) | 0, 0);
  }

  /** All fields but the text, which is not for logs. */
  toString(): string {
    const shown = {
      ...this.#fields,
      sentDate: this.getSentDate()?.toISOString() ?? null,
      text: this.#length(),
    };
    return `SimpleMailMessage: ${NAMES.map((name) => `${name}=${String(shown[name])}`).join('; ')}`;
  }

  /**
   * The same message in the words of the core.
   * @throws AddressException when an address is not valid
   */
  toMailMessage(): CoreMessage {
    const { from, replyTo, to, cc, bcc, sentDate, subject, text } = this.#fields;
    const address = (field: string, value: string) => InternetAddress.forField(field, value).toMailAddress();
    const all = (field: string, values: readonly string[]) =>
      values.map((value, index) => address(`${field}[${index}]`, value));
    return {
      ...(from !== null && { from: address('from', from) }),
      ...(replyTo !== null && { replyTo: address('replyTo', replyTo) }),
      ...(to !== null && { to: all('to', to) }),
      ...(cc !== null && { cc: all('cc', cc) }),
      ...(bcc !== null && { bcc: all('bcc', bcc) }),
      ...(sentDate !== null && { sentDate: new Date(sentDate) }),
      ...(subject !== null && { subject }),
      ...(text !== null && { text }),
    };
  }

  #length(): string | null {
    const { text } = this.#fields;
    return text === null ? null : `(${text.length} characters)`;
  }

  #key(): string {
    return JSON.stringify(this.#fields);
  }
}

function copied(strings: readonly string[] | null): string[] | null {
  return strings === null ? null : [...strings];
}
