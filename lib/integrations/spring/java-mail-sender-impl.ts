import type { OnApplicationShutdown } from '@nestjs/common';
import { createMailer, type Mailer, type MailModuleOptions } from '../../index.js';
import { ConfigurableMimeFileTypeMap, type FileTypeMap } from './configurable-mime-file-type-map.js';
import { IllegalStateException } from './illegal-use.js';
import { MailerBackedSender } from './mailer-backed-sender.js';
import type { MimeMessageDefaults } from './mime-message.js';

/** Keys of `spring.mail.properties`, such as `mail.smtp.auth`. */
export type JavaMailProperties = Readonly<Record<string, string | number | boolean>>;

/**
 * A sender that is configured by setters instead of by `application.yml`. Its connections stay open between calls: close it, or
 * make it a provider, which Nest closes with the application.
 *
 * @example
 * const mailSender = new JavaMailSenderImpl();
 * mailSender.setHost('smtp.example.org');
 * mailSender.setJavaMailProperties({ 'mail.smtp.starttls.required': true });
 */
export class JavaMailSenderImpl extends MailerBackedSender implements OnApplicationShutdown {
  static readonly DEFAULT_PROTOCOL = 'smtp';
  /** The usual port: 465 with TLS from the first byte, 25 otherwise. */
  static readonly DEFAULT_PORT = -1;

  #settings: MailModuleOptions = {};
  #mailer: Mailer | undefined;
  /** Settles when the mailers of settings that were changed since are closed. */
  #retired: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  #defaultEncoding: string | null = null;
  #defaultFileTypeMap: FileTypeMap = new ConfigurableMimeFileTypeMap();

  setHost(host: string): void {
    this.#change({ host });
  }

  getHost(): string | null {
    return this.#settings.host ?? null;
  }

  setPort(port: number): void {
    const { port: _port, ...others } = this.#settings;
    this.#settings = others;
    this.#change(port === JavaMailSenderImpl.DEFAULT_PORT ? {} : { port });
  }

  getPort(): number {
    return this.#settings.port ?? JavaMailSenderImpl.DEFAULT_PORT;
  }

  setUsername(username: string): void {
    this.#change({ username });
  }

  getUsername(): string | null {
    return this.#settings.username ?? null;
  }

  /** There is no `getPassword`. */
  setPassword(password: NonNullable<MailModuleOptions['password']>): void {
    this.#change({ password });
  }

  setProtocol(protocol: 'smtp' | 'smtps'): void {
    this.#change({ protocol });
  }

  getProtocol(): string {
    return this.#settings.protocol ?? JavaMailSenderImpl.DEFAULT_PROTOCOL;
  }

  setJavaMailProperties(properties: JavaMailProperties): void {
    this.#change({ properties });
  }

  getJavaMailProperties(): JavaMailProperties {
    return { ...this.#settings.properties };
  }

  /** How mails go out instead of by SMTP; stands where Spring takes a `Session`. It stays yours to close. */
  setTransport(transport: NonNullable<MailModuleOptions['transport']>): void {
    this.#change({ transport });
  }

  /** What `createMimeMessage` gives to its messages. */
  setDefaultEncoding(defaultEncoding: string | null): void {
    this.#defaultEncoding = defaultEncoding;
    this.#change({});
  }

  getDefaultEncoding(): string | null {
    return this.#defaultEncoding;
  }

  /** What `createMimeMessage` gives to its messages. */
  setDefaultFileTypeMap(defaultFileTypeMap: FileTypeMap): void {
    this.#defaultFileTypeMap = defaultFileTypeMap;
  }

  getDefaultFileTypeMap(): FileTypeMap {
    return this.#defaultFileTypeMap;
  }

  /** Lets mails under way finish and closes the connections; nothing can be sent any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([this.#retired, this.#mailer?.close()]);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  protected override messageDefaults(): MimeMessageDefaults {
    return { encoding: this.#defaultEncoding, fileTypeMap: this.#defaultFileTypeMap };
  }

  protected override mailer(): Mailer {
    if (this.#isClosed) throw new IllegalStateException('The mail sender is closed.', 'Make another one.');
    this.#mailer ??= createMailer({
      // Named always: without any setting in code those of the application would be read.
      protocol: JavaMailSenderImpl.DEFAULT_PROTOCOL,
      ...(this.#defaultEncoding !== null && { defaultEncoding: this.#defaultEncoding }),
      ...this.#settings,
    });
    return this.#mailer;
  }

  /** A mailer is as it was made: the first mail after a change makes another. */
  #change(settings: MailModuleOptions): void {
    this.#settings = { ...this.#settings, ...settings };
    const mailer = this.#mailer;
    this.#mailer = undefined;
    if (mailer !== undefined) this.#retired = Promise.allSettled([this.#retired, mailer.close()]);
  }
}
