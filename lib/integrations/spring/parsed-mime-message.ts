import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type PostalMime from 'postal-mime';
import type { Address, Email, Mailbox } from 'postal-mime';
import { MailError, type MailMessage as CoreMessage } from '../../index.js';
import { InternetAddress } from './internet-address.js';
import { MailParseException } from './mail.exception.js';
import { MimeMessage, type MimeMessageDefaults, type MimePart, type RecipientType } from './mime-message.js';
import { RawMail } from './raw-mail.js';

type Given = Parameters<MimeMessage['setRecipients']>[1];

const MESSAGE_ID = /^<[^\s<>@]+@[^\s<>@]+>$/u;
const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+$/u;

/**
 * Reads a whole mail.
 * @throws MailParseException on anything that is none, and where the package `postal-mime` is missing
 */
export async function parsedMimeMessage(
  contentStream: Readable | Uint8Array,
  defaults: MimeMessageDefaults,
): Promise<MimeMessage> {
  try {
    const bytes = contentStream instanceof Uint8Array ? contentStream : await buffer(contentStream);
    const raw = new RawMail(bytes);
    return new ParsedMimeMessage(defaults, raw, await (await parser()).parse(bytes));
  } catch (error) {
    throw new MailParseException(error, 'Could not parse raw MIME content');
  }
}

async function parser(): Promise<typeof PostalMime> {
  try {
    return (await import('postal-mime')).default;
  } catch (cause) {
    const advice = 'npm install postal-mime';
    throw new MailError('The package postal-mime is missing.', { code: 'MAIL_PARSE', advice, cause });
  }
}

/** A message that was composed elsewhere. What its setters do not change goes out byte for byte. */
class ParsedMimeMessage extends MimeMessage {
  readonly #raw: RawMail;
  readonly #email: Email;

  constructor(defaults: MimeMessageDefaults, raw: RawMail, email: Email) {
    super(defaults);
    this.#raw = raw;
    this.#email = email;
    const { from, sender, replyTo, to, cc, bcc, date } = email;
    const [author] = mailboxes(from);
    if (author !== undefined) super.setFrom(author);
    const [agent] = mailboxes(sender);
    if (agent !== undefined) super.setSender(agent);
    super.setReplyTo(mailboxes(replyTo));
    super.setRecipients('To', mailboxes(to));
    super.setRecipients('Cc', mailboxes(cc));
    super.setRecipients('Bcc', mailboxes(bcc));
    const sent = new Date(date ?? '');
    if (!Number.isNaN(sent.getTime())) super.setSentDate(sent);
  }

  override setFrom(from: InternetAddress | string): void {
    super.setFrom(from);
    this.#raw.replace('From');
  }

  override setSender(sender: InternetAddress | string): void {
    super.setSender(sender);
    this.#raw.replace('Sender');
  }

  override setRecipients(type: RecipientType, addresses: Given): void {
    super.setRecipients(type, addresses);
    this.#raw.replace(type);
  }

  override addRecipients(type: RecipientType, addresses: Given): void {
    super.addRecipients(type, addresses);
    this.#raw.replace(type);
  }

  override setReplyTo(addresses: Given): void {
    super.setReplyTo(addresses);
    this.#raw.replace('Reply-To');
  }

  override setSentDate(sentDate: Date | null): void {
    super.setSentDate(sentDate);
    this.#raw.replace('Date');
  }

  override getSubject(): string | null {
    const isRead = this.#raw.get('Subject').length > 0;
    return isRead ? (this.#email.subject ?? '').replaceAll(/\s*[\r\n\0]+\s*/gu, ' ') : super.getSubject();
  }

  override getMessageID(): string | null {
    const [own = ''] = this.#raw.get('Message-ID');
    return MESSAGE_ID.test(own) ? own : super.getMessageID();
  }

  override setHeader(name: string, value: string): void {
    super.setHeader(name, value);
    this.#raw.replace(name);
  }

  override addHeader(name: string, value: string): void {
    super.addHeader(name, value);
    this.#raw.add(name);
  }

  override getHeader(name: string): string[] | null {
    const all = [...this.#raw.get(name), ...(super.getHeader(name) ?? [])];
    return all.length === 0 ? null : all;
  }

  override removeHeader(name: string): void {
    super.removeHeader(name);
    this.#raw.replace(name);
  }

  override setText(text: string, subtype: 'plain' | 'html' = 'plain'): void {
    super.setText(text, subtype);
    this.#raw.replaceContent();
  }

  override getText(): string | null {
    return this.#raw.hasContent ? (this.#email.text ?? null) : super.getText();
  }

  override getHtml(): string | null {
    return this.#raw.hasContent ? (this.#email.html ?? null) : super.getHtml();
  }

  override clearText(): void {
    super.clearText();
    this.#raw.replaceContent();
  }

  override addPart(part: MimePart): void {
    super.addPart(part);
    this.#raw.replaceContent();
  }

  override async toMailMessage(): Promise<CoreMessage> {
    const message = { ...(await super.toMailMessage()), seal: this.#raw.seal };
    return this.#raw.hasContent ? { ...message, ...contentOf(this.#email) } : message;
  }
}

/** What is looked at, in a mailbox of a test say: the bytes take its place on the wire. */
function contentOf({ text = '', html, attachments }: Email): CoreMessage {
  const files = attachments.map(({ filename, mimeType, content }) => ({
    filename: filename ?? 'attachment',
    contentType: MEDIA_TYPE.test(mimeType) ? mimeType : 'application/octet-stream',
    content: typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content)),
  }));
  return { text, ...(html !== undefined && { html }), attachments: files };
}

/** The mailboxes of a field, those of groups among them. */
function mailboxes(field: Address | readonly Address[] | undefined): InternetAddress[] {
  return [field ?? []]
    .flat()
    .flatMap((one): readonly Mailbox[] => one.group ?? [one])
    .filter(({ address }) => address !== '')
    .map(({ address, name }) => new InternetAddress(address, name));
}
