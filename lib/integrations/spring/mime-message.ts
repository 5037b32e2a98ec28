import type { MailMessage as CoreMessage } from '../../index.js';
import { bytesOf, type PartSource } from './input-stream-source.js';
import type { FileTypeMap } from './configurable-mime-file-type-map.js';
import { present } from './illegal-use.js';
import { InternetAddress } from './internet-address.js';
import { MimeHeaders } from './mime-headers.js';

/** Which recipients are meant. */
export type RecipientType = 'To' | 'Cc' | 'Bcc';

/** Where Jakarta Mail keeps the types of recipients. */
export abstract class Message {
  static readonly RecipientType = { TO: 'To', CC: 'Cc', BCC: 'Bcc' } as const;
}

/** What a sender gives to the messages that it creates. */
export interface MimeMessageDefaults {
  /** Charset of texts and subject. */
  readonly encoding?: string | null;
  /** Media types of attachments by their names. */
  readonly fileTypeMap?: FileTypeMap | null;
}

/** A file of a message, or an image that its HTML shows. */
export interface MimePart {
  /** Content-ID without angle brackets, of a part that is shown inline. */
  readonly cid?: string;
  readonly filename: string;
  readonly contentType: string;
  readonly source: PartSource;
}

type Address = InternetAddress | string;

/** Headers that are fields of a message of the core. */
const OWN_HEADERS = new Set(['message-id', 'in-reply-to', 'references', 'subject']);

/** A message under construction: what Jakarta Mail's `MimeMessage` holds, as far as mail that goes out needs it. */
export class MimeMessage extends Message {
  readonly defaults: MimeMessageDefaults;
  readonly #headers = new MimeHeaders();
  readonly #recipients: Record<RecipientType, InternetAddress[]> = { To: [], Cc: [], Bcc: [] };
  #from: InternetAddress | undefined;
  #sender: InternetAddress | undefined;
  #replyTo: InternetAddress[] = [];
  #sentDate: Date | undefined;
  #text: string | undefined;
  #html: string | undefined;
  #parts: MimePart[] = [];

  constructor(defaults: MimeMessageDefaults = {}) {
    super();
    this.defaults = defaults;
  }

  /** @throws AddressException, as every setter of addresses, when the text is not exactly one address */
  setFrom(from: Address): void {
    this.#from = InternetAddress.forField('from', from);
  }

  getFrom(): InternetAddress[] | null {
    return this.#from === undefined ? null : [this.#from];
  }

  setSender(sender: Address): void {
    this.#sender = InternetAddress.forField('sender', sender);
  }

  getSender(): InternetAddress | null {
    return this.#sender ?? null;
  }

  setRecipient(type: RecipientType, address: Address): void {
    this.setRecipients(type, [address]);
  }

  setRecipients(type: RecipientType, addresses: Address | readonly Address[]): void {
    this.#recipients[type] = checked(type.toLowerCase(), addresses);
  }

  addRecipient(type: RecipientType, address: Address): void {
    this.addRecipients(type, [address]);
  }

  addRecipients(type: RecipientType, addresses: Address | readonly Address[]): void {
    this.#recipients[type].push(...checked(type.toLowerCase(), addresses));
  }

  getRecipients(type: RecipientType): InternetAddress[] | null {
    const addresses = this.#recipients[type];
    return addresses.length === 0 ? null : [...addresses];
  }

  getAllRecipients(): InternetAddress[] | null {
    const { To, Cc, Bcc } = this.#recipients;
    const all = [...To, ...Cc, ...Bcc];
    return all.length === 0 ? null : all;
  }

  setReplyTo(addresses: Address | readonly Address[]): void {
    this.#replyTo = checked('replyTo', addresses);
  }

  getReplyTo(): InternetAddress[] | null {
    return this.#replyTo.length === 0 ? this.getFrom() : [...this.#replyTo];
  }

  /** Default: the moment of the send. */
  setSentDate(sentDate: Date | null): void {
    this.#sentDate = sentDate === null ? undefined : new Date(sentDate);
  }

  getSentDate(): Date | null {
    return this.#sentDate === undefined ? null : new Date(this.#sentDate);
  }

  setSubject(subject: string): void {
    this.setHeader('Subject', subject);
  }

  getSubject(): string | null {
    return this.#headers.get('Subject')?.[0] ?? null;
  }

  /** @param subtype `plain` or `html`; sets that one of the two texts */
  setText(text: string, subtype: 'plain' | 'html' = 'plain'): void {
    if (subtype === 'html') this.#html = text;
    else this.#text = text;
  }

  /** The plain text. */
  getText(): string | null {
    return this.#text ?? null;
  }

  getHtml(): string | null {
    return this.#html ?? null;
  }

  /** Leaves out the plain text and the HTML that were set before. */
  clearText(): void {
    this.#text = undefined;
    this.#html = undefined;
  }

  addPart(part: MimePart): void {
    this.#parts.push(part);
  }

  setHeader(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  addHeader(name: string, value: string): void {
    this.#headers.add(name, value);
  }

  getHeader(name: string): string[] | null {
    return this.#headers.get(name);
  }

  removeHeader(name: string): void {
    this.#headers.remove(name);
  }

  getMessageID(): string | null {
    return this.#headers.get('Message-ID')?.[0] ?? null;
  }

  /** The same message in the words of the core; files are read now. */
  async toMailMessage(): Promise<CoreMessage> {
    const parts = await Promise.all(this.#parts.map(read));
    return {
      ...this.#addressFields(),
      ...this.#headerFields(),
      ...(this.#sentDate !== undefined && { sentDate: new Date(this.#sentDate) }),
      ...(this.#text !== undefined && { text: this.#text }),
      ...(this.#html !== undefined && { html: this.#html }),
      attachments: parts.filter(({ cid }) => cid === undefined),
      inline: parts.flatMap(({ cid, ...part }) => (cid === undefined ? [] : [{ cid, ...part }])),
    };
  }

  #addressFields(): CoreMessage {
    const { To, Cc, Bcc } = this.#recipients;
    return {
      ...(this.#from !== undefined && { from: this.#from.toMailAddress() }),
      ...(this.#sender !== undefined && { sender: this.#sender.toMailAddress() }),
      ...(this.#replyTo.length > 0 && { replyTo: this.#replyTo.map((one) => one.toMailAddress()) }),
      to: To.map((one) => one.toMailAddress()),
      cc: Cc.map((one) => one.toMailAddress()),
      bcc: Bcc.map((one) => one.toMailAddress()),
    };
  }

  #headerFields(): CoreMessage {
    const [subject, messageId, inReplyTo, references] = [
      this.getSubject(),
      this.getMessageID(),
      this.#headers.get('In-Reply-To')?.[0],
      this.#headers.get('References')?.flatMap((ids) => ids.trim().split(/\s+/u)),
    ];
    return {
      ...(subject !== null && { subject }),
      ...(messageId !== null && { messageId }),
      ...(inReplyTo !== undefined && { inReplyTo }),
      ...(references !== undefined && { references }),
      headers: this.#headers.others(OWN_HEADERS),
    };
  }
}

function checked(field: string, addresses: Address | readonly Address[]): InternetAddress[] {
  return [present(addresses, field)]
    .flat()
    .map((one) => InternetAddress.forField(field, present(one, field)));
}

async function read({
  source,
  ...part
}: MimePart): Promise<Omit<MimePart, 'source'> & { content: Uint8Array }> {
  return { ...part, content: await bytesOf(source) };
}
