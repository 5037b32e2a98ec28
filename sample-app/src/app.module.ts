import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { MailModule } from 'nestjs-spring-mail';
import { InboxModule } from './inbox/inbox.module.js';
import { MailErrorFilter } from './mail-error.filter.js';
import { MailsModule } from './mails/mails.module.js';
import { SignUpModule } from './sign-up/sign-up.module.js';

@Module({
  imports: [MailModule.forRoot(), InboxModule, MailsModule, SignUpModule],
  providers: [
    { provide: APP_PIPE, useClass: StandardSchemaValidationPipe },
    { provide: APP_FILTER, useClass: MailErrorFilter },
  ],
})
export class AppModule {}
