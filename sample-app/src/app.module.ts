import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { MailModule } from 'nestjs-spring-mail';
import { MailPreviewModule } from 'nestjs-spring-mail/preview';
import { publicUrl } from './address.js';
import { MailErrorFilter } from './mail-error.filter.js';
import { MailsModule } from './mails/mails.module.js';
import { SignUpModule } from './sign-up/sign-up.module.js';
import { WelcomeService } from './welcome/welcome.service.js';

@Module({
  imports: [
    MailModule.forRoot(),
    // The mailbox: it catches what goes to `spring.mail.host: localhost`, and shows it under /mail.
    MailPreviewModule.forRoot({ allow: { hosts: [new URL(publicUrl).hostname] } }),
    MailsModule,
    SignUpModule,
  ],
  providers: [
    WelcomeService,
    { provide: APP_PIPE, useClass: StandardSchemaValidationPipe },
    { provide: APP_FILTER, useClass: MailErrorFilter },
  ],
})
export class AppModule {}
