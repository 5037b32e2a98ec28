import { ConfigurableMimeFileTypeMap, type FileTypeMap } from './configurable-mime-file-type-map.js';
import { IllegalArgumentException, IllegalStateException, present } from './illegal-use.js';
import { checkSource, filenameOf, type PartSource, typeOf } from './input-stream-source.js';
import { InternetAddress } from './internet-address.js';
import { Message, type MimeMessage, type RecipientType } from './mime-message.js';

type Address = InternetAddress | string;

const { TO, CC, BCC } = Message.RecipientType;

/**
 * Fills in a `MimeMessage`: recipients, texts, attachments, inline images.
 *
 * @example
 * const message = mailSender.createMimeMessage();
 * const helper = new MimeMessageHelper(message, true);
 * helper.setTo('ann@example.org');
 * helper.setText('Hello', '<p>Hello</p>');
 * helper.addAttachment('report.pdf', new FileSystemResource('report.pdf'));
 */
export class MimeMessageHelper {
  /** No alternative texts, attachments or inline parts. */
  static readonly MULTIPART_MODE_NO = 0;
  static readonly MULTIPART_MODE_MIXED = 1;
  static readonly MULTIPART_MODE_RELATED = 2;
  /** What `true` means. */
  static readonly MULTIPART_MODE_MIXED_RELATED = 3;

  readonly #message: MimeMessage;
  readonly #isMultipart: boolean;
  readonly #encoding: string | null;
  #fileTypeMap: FileTypeMap;

  /** @param encoding charset of texts and subject. Default: that of the sender the message is from */
  constructor(mimeMessage: MimeMessage, encoding?: string | null);
  /**
   * @param multipart whether there are alternative texts, attachments or inline parts, or one of the modes; every mode but
   * `MULTIPART_MODE_NO` means the same here, because the structure of a mail follows from what it holds. Default `false`
   * @param encoding charset of texts and subject. Default: that of the sender the message is from
   */
  constructor(mimeMessage: MimeMessage, multipart: boolean | number, encoding?: string | null);
  constructor(
    mimeMessage: MimeMessage,
    multipartOrEncoding?: boolean | number | string | null,
    encoding?: string | null,
  ) {
    const [multipart, charset] =
      typeof multipartOrEncoding === 'boolean' || typeof multipartOrEncoding === 'number'
        ? [Number(multipartOrEncoding), encoding]
        : [0, multipartOrEncoding];
    if (![0, 1, 2, 3].includes(multipart)) {
      throw new IllegalArgumentException(
        `Only multipart modes 0 to 3 are known, got ${multipart}.`,
        'Use true, or MimeMessageHelper.MULTIPART_MODE_MIXED_RELATED.',
      );
    }
    this.#message = present(mimeMessage, 'mimeMessage');
    this.#isMultipart = multipart > 0;
    this.#encoding = charset ?? mimeMessage.defaults.encoding ?? null;
    this.#fileTypeMap = usualTypes(mimeMessage);
  }

  getMimeMessage(): MimeMessage {
    return this.#message;
  }

  isMultipart(): boolean {
    return this.#isMultipart;
  }

  getEncoding(): string | null {
    return this.#encoding;
  }

  /** @param fileTypeMap media types of attachments by their names; `null` for the usual ones */
  setFileTypeMap(fileTypeMap: FileTypeMap | null): void {
    this.#fileTypeMap = fileTypeMap ?? usualTypes(this.#message);
  }

  getFileTypeMap(): FileTypeMap {
    return this.#fileTypeMap;
  }

  /** @throws AddressException, as every setter of addresses, when the text is not exactly one address */
  setFrom(from: Address, personal?: string): void {
    this.#message.setFrom(address('from', from, personal));
  }

  setReplyTo(replyTo: Address, personal?: string): void {
    this.#message.setReplyTo(address('replyTo', replyTo, personal));
  }

  setTo(to: Address | readonly Address[]): void {
    this.#message.setRecipients(TO, to);
  }

  addTo(to: Address, personal?: string): void {
    this.#add(TO, to, personal);
  }

  setCc(cc: Address | readonly Address[]): void {
    this.#message.setRecipients(CC, cc);
  }

  addCc(cc: Address, personal?: string): void {
    this.#add(CC, cc, personal);
  }

  setBcc(bcc: Address | readonly Address[]): void {
    this.#message.setRecipients(BCC, bcc);
  }

  addBcc(bcc: Address, personal?: string): void {
    this.#add(BCC, bcc, personal);
  }

  /** @param priority 1 (highest) to 5 (lowest); becomes the header X-Priority */
  setPriority(priority: number): void {
    this.#message.setHeader('X-Priority', String(priority));
  }

  setSentDate(sentDate: Date): void {
    this.#message.setSentDate(present(sentDate, 'sentDate'));
  }

  setSubject(subject: string): void {
    this.#message.setSubject(present(subject, 'subject'));
  }

  /** @param html whether the text is HTML. Default `false` */
  setText(text: string, html?: boolean): void;
  /** The same text twice: plain, and as HTML. Needs multipart mode. */
  setText(plainText: string, htmlText: string): void;
  setText(text: string, html: boolean | string = false): void {
    present(text, 'text');
    if (typeof html === 'string') this.#checkMultipart();
    this.#message.clearText();
    if (html !== true) this.#message.setText(text);
    if (html !== false) this.#message.setText(html === true ? text : html, 'html');
  }

  /**
   * An image or other part that the HTML shows by `<img src="cid:…">`. Needs multipart mode.
   * @param contentId what stands behind `cid:`
   * @param contentType default: by the file name
   */
  addInline(contentId: string, source: PartSource, contentType?: string): void;
  addInline(contentId: string, filename: string, source: PartSource, contentType?: string): void;
  addInline(contentId: string, ...rest: readonly (PartSource | string | undefined)[]): void {
    const [first, second] = rest;
    if (typeof first === 'string') this.#addPart({ cid: contentId, filename: first }, second, rest[2]);
    else this.#addPart({ cid: contentId }, first, second);
  }

  /** A file that travels with the mail. Needs multipart mode. */
  addAttachment(attachmentFilename: string, source: PartSource, contentType?: string): void {
    this.#addPart({ filename: present(attachmentFilename, 'attachmentFilename') }, source, contentType);
  }

  #add(type: RecipientType, to: Address, personal?: string): void {
    this.#message.addRecipient(type, address(type.toLowerCase(), to, personal));
  }

  #addPart(
    names: { readonly cid?: string; readonly filename?: string },
    source: PartSource | string | undefined,
    contentType: PartSource | string | undefined,
  ): void {
    this.#checkMultipart();
    const checked = checkSource(source);
    const filename = names.filename ?? filenameOf(checked) ?? 'inline';
    const type = typeof contentType === 'string' ? contentType : typeOf(checked);
    this.#message.addPart({
      ...names,
      filename,
      contentType: type ?? this.#fileTypeMap.getContentType(filename),
      source: checked,
    });
  }

  #checkMultipart(): void {
    if (this.#isMultipart) return;
    throw new IllegalStateException(
      'Not in multipart mode: there can be no alternative texts, attachments or inline parts.',
      'Create the helper with new MimeMessageHelper(mimeMessage, true).',
    );
  }
}

function usualTypes({ defaults }: MimeMessage): FileTypeMap {
  return defaults.fileTypeMap ?? new ConfigurableMimeFileTypeMap();
}

function address(field: string, value: Address, personal?: string): InternetAddress {
  return InternetAddress.forField(field, present(value, field), personal);
}
