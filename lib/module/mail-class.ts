import { Inject, Injectable, applyDecorators, SetMetadata } from '@nestjs/common';
import type { Mailer } from '../delivery/mailer.js';
import { DEFAULT_MAILER } from '../config/sections.js';
import type { EnqueueOptions } from '../delivery/queue/enqueue-options.js';
import type { JobReceipt } from '../delivery/queue/mail-queue.js';
import type { Receipt } from '../errors/outcome.js';
import type { Mail as CheckedMail } from '../message/mail.js';
import type { MailMessage } from '../message/message.js';
import type { SendOptions } from '../transport/mail-transport.js';
import { MailService } from './mail.service.js';

/** How a mail class is sent. */
export interface MailClassOptions {
  /** Name of the mailer under `nest.mail.mailers`. Default: the one of `spring.mail`. */
  readonly mailer?: string;
}

const OPTIONS = Symbol.for('nestjs-spring-mail:mail-class');

/**
 * Makes a class a mail of the application: a provider that knows what the mail says.
 * @example
 * @Mail()
 * export class WelcomeMail extends MailClass<User> {
 *   constructor(private readonly links: LinkService) { super(); }
 *   message(user: User): MailMessage {
 *     return { to: user.email, template: 'welcome', context: { name: user.name, link: this.links.confirm(user) } };
 *   }
 * }
 */
export function Mail(options: MailClassOptions = {}): ClassDecorator {
  return applyDecorators(Injectable(), SetMetadata(OPTIONS, options));
}

// The decorator and the checked mail share a name: one is a value, the other a type.
export type Mail = CheckedMail;

/** What every class with `@Mail()` extends. `Data` is what one mail is made of; it is passed each time. */
export abstract class MailClass<Data = void> {
  /** By property, so that constructors of subclasses need not hand it on. */
  @Inject(MailService) private readonly mail!: MailService;

  /** What the mail says. Tests may ask for it without sending. */
  abstract message(data: Data): MailMessage | Promise<MailMessage>;

  /** @throws MailParseError before the network; MailAuthenticationError, MailSendError after */
  async send(data: Data, options?: SendOptions): Promise<Receipt> {
    return this.mailer().send(await this.message(data), options);
  }

  /** @throws MailParseError when the message is not valid; MailQueueError when the queue does not take it */
  async enqueue(data: Data, options?: EnqueueOptions): Promise<JobReceipt> {
    return this.mailer().enqueue(await this.message(data), options);
  }

  private mailer(): Mailer {
    const options: MailClassOptions | undefined = Reflect.getMetadata(OPTIONS, this.constructor);
    return this.mail.mailer(options?.mailer ?? DEFAULT_MAILER);
  }
}
