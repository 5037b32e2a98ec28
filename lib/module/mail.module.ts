import { type DynamicModule, Logger, Module } from '@nestjs/common';
import type { MailConfig } from '../config/mailer-config.js';
import { resolveMailConfig } from '../config/resolve-mail-config.js';
import { FeedbackIntake } from '../delivery/feedback/feedback-intake.js';
import { MailConfigError } from '../errors/mail-config.error.js';
import { MailEvents } from '../delivery/mail-events.js';
import { SuppressionList } from '../delivery/suppression/suppression-list.js';
import { checkTemplates, openTemplates } from '../template/open-templates.js';
import { UnsubscribeLinks } from '../message/unsubscribe/unsubscribe-links.js';
import { createMailers } from './create-mailers.js';
import {
  type ASYNC_OPTIONS_TYPE,
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN,
  type OPTIONS_TYPE,
} from './mail.module-definition.js';
import type { MailTransport } from '../transport/mail-transport.js';
import type { MailModuleOptions } from './mail-module-options.js';
import { MailService } from './mail.service.js';
import { settingsOf } from './settings-of.js';
import { MAIL_CONFIG, MAIL_EVENTS, MAIL_TEMPLATES, MAILERS, STAND_IN_TRANSPORT } from './tokens.js';

/** What `forRoot` and `forRootAsync` provide stands in for this. */
function refuseBareModule(): never {
  throw new MailConfigError([
    {
      key: 'MailModule',
      problem: 'is imported without forRoot()',
      advice:
        'Write MailModule.forRoot() once, in the root module; other modules need no import of it, since MailService is global.',
    },
  ]);
}

const STAND_IN = { token: STAND_IN_TRANSPORT, optional: true };

/**
 * Mail for a Nest application.
 *
 * @example
 * imports: [MailModule.forRoot()] // reads spring.mail from application.yml and the environment
 */
@Module({
  providers: [
    { provide: MODULE_OPTIONS_TOKEN, useFactory: refuseBareModule },
    {
      provide: MAIL_CONFIG,
      useFactory: (options: MailModuleOptions, standIn?: MailTransport) =>
        resolveMailConfig(settingsOf(options), {
          hasTransport: (standIn ?? options.transport) !== undefined,
        }),
      inject: [MODULE_OPTIONS_TOKEN, STAND_IN],
    },
    {
      provide: MAIL_EVENTS,
      useFactory: () =>
        new MailEvents((error) =>
          new Logger(MailModule.name).error('A listener to mail events failed.', error),
        ),
    },
    {
      provide: MAILERS,
      useFactory: createMailers,
      inject: [
        MAIL_CONFIG,
        MODULE_OPTIONS_TOKEN,
        MAIL_EVENTS,
        { token: MAIL_TEMPLATES, optional: true },
        STAND_IN,
      ],
    },
    {
      provide: MAIL_TEMPLATES,
      useFactory: async ({ templates }: MailModuleOptions) => {
        const source = templates && openTemplates(templates);
        if (source !== undefined) await checkTemplates(source);
        return source;
      },
      inject: [MODULE_OPTIONS_TOKEN],
    },
    {
      provide: SuppressionList,
      useFactory: ({ suppression }: MailModuleOptions) => suppression ?? null,
      inject: [MODULE_OPTIONS_TOKEN],
    },
    {
      provide: UnsubscribeLinks,
      useFactory: ({ unsubscribe }: MailConfig) => unsubscribe,
      inject: [MAIL_CONFIG],
    },
    {
      provide: FeedbackIntake,
      useFactory: (suppression: SuppressionList | null, events: MailEvents) =>
        new FeedbackIntake(suppression, events),
      inject: [SuppressionList, MAIL_EVENTS],
    },
    MailService,
  ],
  exports: [MailService, MAIL_TEMPLATES, SuppressionList, UnsubscribeLinks, FeedbackIntake],
})
export class MailModule extends ConfigurableModuleClass {
  /**
   * Settings in code, or none.
   * @param options settings in code; without any, the application's own configuration is read: `application.yml`,
   * `application.properties`, the environment and the command line, by Spring Boot's rules
   */
  static override forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    return super.forRoot({ mailerNames: Object.keys(options.mailers ?? {}), ...options });
  }

  /** Options from a factory, a class or an existing provider. */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    return super.forRootAsync(options);
  }
}
