import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { MailModule } from 'nestjs-spring-mail';
import { handlebars } from 'nestjs-spring-mail/handlebars';
import { markdown } from 'nestjs-spring-mail/markdown';
import { MailPreviewModule } from 'nestjs-spring-mail/preview';
import { publicUrl } from './address.js';
import { DigestModule } from './digest/digest.module.js';
import { MailErrorFilter } from './mail-error.filter.js';
import { MailsModule } from './mails/mails.module.js';
import { PasswordResetModule } from './password-reset/password-reset.module.js';
import { ReceiptModule } from './receipt/receipt.module.js';
import { SignUpModule } from './sign-up/sign-up.module.js';
import { sources } from './sources.js';
import { WelcomeService } from './welcome/welcome.service.js';

@Module({
  imports: [
    // Settings come from application.yml, templates stand beside the code that sends them.
    MailModule.forRoot({
      templates: {
        directory: sources,
        engine: markdown({
          engine: handlebars(),
          accent: '#2f6b3c',
          footer: ['Sample App, Example Street 1'],
        }),
      },
    }),
    // The mailbox: it catches what goes to `spring.mail.host: localhost`, and shows it under /mail.
    MailPreviewModule.forRoot({ allow: { hosts: [new URL(publicUrl).hostname] } }),
    MailsModule,
    SignUpModule,
    PasswordResetModule,
    ReceiptModule,
    DigestModule,
  ],
  providers: [
    WelcomeService,
    { provide: APP_PIPE, useClass: StandardSchemaValidationPipe },
    { provide: APP_FILTER, useClass: MailErrorFilter },
  ],
})
export class AppModule {}
