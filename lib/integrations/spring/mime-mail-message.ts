import { type MailMessage, type Strings, toArray } from './mail-message.js';
import { MailParseException } from './mail.exception.js';
import { MessagingException } from './messaging.exception.js';
import { MimeMessage } from './mime-message.js';
import { MimeMessageHelper } from './mime-message-helper.js';

/** A `MimeMessage` that code for simple messages can fill in, such as `SimpleMailMessage.copyTo`. */
export class MimeMailMessage implements MailMessage {
  readonly #helper: MimeMessageHelper;

  constructor(message: MimeMessage | MimeMessageHelper) {
    this.#helper = message instanceof MimeMessage ? new MimeMessageHelper(message) : message;
  }

  getMimeMessageHelper(): MimeMessageHelper {
    return this.#helper;
  }

  getMimeMessage(): MimeMessage {
    return this.#helper.getMimeMessage();
  }

  /** @throws MailParseException, as every setter of addresses, when the text is not exactly one address */
  setFrom(from: string): void {
    parsing(() => this.#helper.setFrom(from));
  }

  setReplyTo(replyTo: string): void {
    parsing(() => this.#helper.setReplyTo(replyTo));
  }

  setTo(...to: Strings): void {
    parsing(() => this.#helper.setTo(toArray(to)));
  }

  setCc(...cc: Strings): void {
    parsing(() => this.#helper.setCc(toArray(cc)));
  }

  setBcc(...bcc: Strings): void {
    parsing(() => this.#helper.setBcc(toArray(bcc)));
  }

  setSentDate(sentDate: Date): void {
    this.#helper.setSentDate(sentDate);
  }

  setSubject(subject: string): void {
    this.#helper.setSubject(subject);
  }

  setText(text: string): void {
    this.#helper.setText(text);
  }
}

function parsing(set: () => void): void {
  try {
    set();
  } catch (error) {
    throw error instanceof MessagingException ? new MailParseException(error) : error;
  }
}
