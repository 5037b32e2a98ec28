import { Module } from '@nestjs/common';
import { InboxController } from './inbox.controller.js';
import { InboxService } from './inbox.service.js';
import { MailServer, startMailServer } from './mail-server.js';
import { WelcomeService } from './welcome.service.js';

@Module({
  controllers: [InboxController],
  providers: [
    InboxService,
    WelcomeService,
    // An async provider, so that the server listens before `spring.mail.test-connection` looks for it.
    { provide: MailServer, inject: [InboxService], useFactory: startMailServer },
  ],
})
export class InboxModule {}
