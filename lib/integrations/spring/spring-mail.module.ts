import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type Mailer, MailModule, MailService } from '../../index.js';
import { ConfigurableMimeFileTypeMap } from './configurable-mime-file-type-map.js';
import { JavaMailSender } from './java-mail-sender.js';
import { MailerBackedSender } from './mailer-backed-sender.js';
import { MailSender } from './mail-sender.js';
import type { MimeMessageDefaults } from './mime-message.js';

/** The sender of an application: what `spring.mail` configures. */
class ApplicationMailSender extends MailerBackedSender {
  readonly #fileTypeMap = new ConfigurableMimeFileTypeMap();

  constructor(private readonly mail: MailService) {
    super();
  }

  protected override messageDefaults(): MimeMessageDefaults {
    return { encoding: this.mailer().defaultEncoding, fileTypeMap: this.#fileTypeMap };
  }

  protected override mailer(): Mailer {
    return this.mail.mailer('default');
  }
}

/**
 * Makes `JavaMailSender` and `MailSender` injectable.
 *
 * @example
 * imports: [SpringMailModule.forRoot()] // reads spring.mail as MailModule.forRoot() does
 * @example
 * imports: [MailModule.forRoot(), SpringMailModule] // beside a MailModule
 */
@Global()
@Module({
  providers: [
    {
      provide: JavaMailSender,
      useFactory: (mail: MailService) => new ApplicationMailSender(mail),
      inject: [MailService],
    },
    { provide: MailSender, useExisting: JavaMailSender },
  ],
  exports: [JavaMailSender, MailSender],
})
export class SpringMailModule {
  /** With a `MailModule` of these options, whose `MailService` can be injected too. */
  static forRoot(options?: Parameters<typeof MailModule.forRoot>[0]): DynamicModule {
    return { module: SpringMailModule, imports: [MailModule.forRoot(options)], exports: [MailModule] };
  }

  /** With a `MailModule` of these options, whose `MailService` can be injected too. */
  static forRootAsync(options: Parameters<typeof MailModule.forRootAsync>[0]): DynamicModule {
    return { module: SpringMailModule, imports: [MailModule.forRootAsync(options)], exports: [MailModule] };
  }
}
