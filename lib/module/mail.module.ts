import { type DynamicModule, Module } from '@nestjs/common';
import type { MailConfig } from '../config/mailer-config.js';
import { resolveMailConfig } from '../config/resolve-mail-config.js';
import { Mailer } from '../delivery/mailer.js';
import { Mailers } from '../delivery/mailers.js';
import { SmtpTransport } from '../transport/smtp.transport.js';
import {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN,
  type ASYNC_OPTIONS_TYPE,
  type OPTIONS_TYPE,
} from './mail.module-definition.js';
import { MailService } from './mail.service.js';
import { MAIL_CONFIG, MAILERS } from './tokens.js';

/**
 * Mail for a Nest application.
 *
 * @example
 * imports: [MailModule.forRoot()] // reads spring.mail from application.yml and the environment
 */
function mailersOf({ mailers }: MailConfig): Mailers {
  return new Mailers([...mailers.values()].map((config) => new Mailer(config, new SmtpTransport(config))));
}

@Module({
  providers: [
    { provide: MAIL_CONFIG, useFactory: resolveMailConfig, inject: [MODULE_OPTIONS_TOKEN] },
    { provide: MAILERS, useFactory: mailersOf, inject: [MAIL_CONFIG] },
    MailService,
  ],
  exports: [MailService],
})
export class MailModule extends ConfigurableModuleClass {
  /**
   * @param options settings in code; without any, the application's own configuration is read: `application.yml`,
   * `application.properties`, the environment and the command line, by Spring Boot's rules
   */
  static override forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    return super.forRoot(options);
  }

  /** Options from a factory, a class or an existing provider. */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    return super.forRootAsync(options);
  }
}
