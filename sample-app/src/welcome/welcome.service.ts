import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { letter, MailService } from 'nestjs-spring-mail';
import { publicUrl } from '../address.js';

const post = (path: string, body: object): string =>
  `curl -H 'Content-Type: application/json' ${publicUrl}${path} \\\n  -d '${JSON.stringify(body)}'`;

const steps = `Send a mail:
${post('/mails', { to: 'ann@example.org', subject: 'Hello 👋', text: 'It works.' })}

Sign up, and follow the link in the mail:
${post('/sign-up', { email: 'ann@example.org', name: 'Ann' })}

Reset the password, and use the code in the mail:
${post('/password-reset', { email: 'ann@example.org' })}
${post('/password-reset/confirm', { email: 'ann@example.org', code: '000000', password: 'twelve letters' })}

Order something, and get a receipt:
${post('/orders', { email: 'ann@example.org', name: 'Ann', notebooks: 2, pens: 1 })}

Send the weekly digest to everybody who has signed up:
${post('/digest', {})}
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
      // A mail of a few lines needs no template.
      ...letter(
        [
          { greeting: 'It works 🎉' },
          'This mail went over SMTP, with the settings in application.yml.',
          'Sign up, reset a password, order something, send the weekly digest. Mails show up here as they arrive.',
          { button: 'Open the forms', link: publicUrl },
          { smallPrint: 'The commands for a terminal are attached.' },
        ],
        { accent: '#2f6b3c', lang: 'en' },
      ),
      attachments: [{ filename: 'next-steps.txt', content: steps, contentType: 'text/plain; charset=utf-8' }],
    });
  }
}
