import { Injectable } from '@nestjs/common';
import { type MailMessage, MailService } from 'nestjs-spring-mail';
import { type Account, Accounts } from '../accounts/accounts.js';

interface Article {
  readonly title: string;
  readonly summary: string;
}

declare module 'nestjs-spring-mail' {
  interface MailTemplates {
    'digest/weekly': { readonly name: string; readonly articles: readonly Article[] };
  }
}

/** What became of one digest. */
export interface DigestReport {
  readonly sent: number;
  readonly failed: readonly { readonly to: MailMessage['to']; readonly problem: string }[];
}

const articles: readonly Article[] = [
  { title: 'Ink', summary: 'Why it dries so slowly.' },
  { title: 'Paper', summary: 'Why it is never quite white.' },
];

@Injectable()
export class DigestService {
  constructor(
    private readonly accounts: Accounts,
    private readonly mailService: MailService,
  ) {}

  /** One mail to each account, however many there are; one that fails stops no other. */
  async send(): Promise<DigestReport> {
    let sent = 0;
    const failed: { to: MailMessage['to']; problem: string }[] = [];
    for await (const { message, error } of this.mailService.sendEach(this.#mails())) {
      if (error === undefined) sent += 1;
      else failed.push({ to: message.to, problem: error.message });
    }
    return { sent, failed };
  }

  *#mails(): Generator<MailMessage> {
    for (const account of this.accounts.all()) yield digestMail(account);
  }
}

function digestMail({ email, name }: Account): MailMessage {
  return {
    to: { name, address: email },
    template: 'digest/weekly',
    context: { name, articles },
    tags: 'weekly-digest',
  };
}
