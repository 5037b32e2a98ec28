import { beforeEach } from '@jest/globals';
import type { Mailer } from '../../lib/delivery/mailer.js';
import type { Mailers } from '../../lib/delivery/mailers.js';
import type { MailMessage } from '../../lib/message/message.js';
import type { MailModuleOptions } from '../../lib/module/mail-module-options.js';
import { closedAfterEach } from './closed-after-each.js';
import { mailersFor } from './mailers-for.js';
import { catchMail, type CaughtMail, type SmtpCatcher } from './smtp-catcher.js';
import { message } from './with-server.js';

/** A mail server that is new for each test of the file or block, and mailers that are closed after it. */
export interface CaughtMailers {
  readonly port: number;
  readonly mails: readonly CaughtMail[];
  readonly connections: number;
  /** Mailers that send there, unless the options say otherwise. */
  mailersFor(options?: MailModuleOptions): Mailers;
  /** The one of `spring.mail` among them. */
  mailerFor(options?: MailModuleOptions): Mailer;
  /** Sends a message with these options. @returns what the server got */
  sent(options: MailModuleOptions, fields: Partial<MailMessage>): Promise<string>;
}

/** Call it where `beforeEach` may be called. */
export function caughtMailers(): CaughtMailers {
  let catcher: SmtpCatcher | undefined;
  const opened = closedAfterEach();
  beforeEach(async () => {
    catcher = opened(await catchMail());
  });
  const mailersOf = (options?: MailModuleOptions): Mailers => {
    const server = options?.transport === undefined && { host: '127.0.0.1', port: catcher?.port ?? 0 };
    return opened(mailersFor({ ...server, ...options }));
  };
  return {
    get port() {
      return catcher?.port ?? 0;
    },
    get mails() {
      return catcher?.mails ?? [];
    },
    get connections() {
      return catcher?.connections ?? 0;
    },
    mailersFor: mailersOf,
    mailerFor: (options) => mailersOf(options).get(),
    async sent(options, fields) {
      await mailersOf(options).get().send(message('Secret', fields));
      return catcher?.mails.at(-1)?.raw ?? '';
    },
  };
}
