import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { MailService } from 'nestjs-spring-mail';
import { publicUrl } from '../address.js';

const steps = `Send a mail:
curl -H 'Content-Type: application/json' ${publicUrl}/mails \\
  -d '{ "to": "ann@example.org", "subject": "Hello 👋", "text": "It works." }'

Sign up, and follow the link in the mail:
curl -H 'Content-Type: application/json' ${publicUrl}/sign-up \\
  -d '{ "email": "ann@example.org", "name": "Ann" }'
`;

/** Sends the first mail, so that the mailbox is not empty. */
@Injectable()
export class WelcomeService implements OnApplicationBootstrap {
  constructor(private readonly mailService: MailService) {}

  async onApplicationBootstrap(): Promise<void> {
    // Nobody but the mailbox of this application is to get it.
    if (this.mailService.mailer('default').endpoint?.host !== 'localhost') return;
    await this.mailService.send({
      to: { name: 'You', address: 'you@example.com' },
      subject: 'Welcome 👋',
      text: `This mail went over SMTP, with the settings in application.yml.\n\n${steps}`,
      html: `
        <div style="max-width: 36rem; margin: 0 auto; padding: 1.5rem; font: 16px/1.6 system-ui, sans-serif; color: #1f2430">
          <h1 style="margin: 0 0 1rem; font-size: 1.5rem; color: #2f6b3c">It works 🎉</h1>
          <p>This mail went over SMTP, with the settings in <b>application.yml</b>.</p>
          <p>Write one yourself, or sign up and follow the link in the mail. New mails show up here as they arrive.</p>
          <p>The commands for a terminal are attached.</p>
        </div>`,
      attachments: [{ filename: 'next-steps.txt', content: steps, contentType: 'text/plain; charset=utf-8' }],
    });
  }
}
