import type { MailConfig, MailerConfig } from '../config/mailer-config.js';
import { MailEvents } from '../delivery/mail-events.js';
import { MailParseError } from '../errors/mail-parse.error.js';
import type { Receipt } from '../errors/outcome.js';
import type { MailMessage } from '../message/message.js';
import { createMailers } from '../module/create-mailers.js';

/** What of a test mail somebody asked for. */
export interface TestMail {
  readonly to: readonly string[];
  readonly from?: string | undefined;
  readonly subject?: string | undefined;
  readonly text?: string | undefined;
}

/**
 * Sends one mail as the application would.
 * @throws MailError that says what to change
 */
export async function sendTestMail(
  config: MailConfig,
  server: MailerConfig,
  mail: TestMail,
): Promise<Receipt> {
  // Nobody listens, so no listener can throw.
  const mailers = createMailers(config, {}, new MailEvents(() => undefined));
  try {
    return await mailers.get(server.name).send(messageOf(mail, server));
  } finally {
    await mailers.close();
  }
}

/** Every field that was not asked for has a value that says what the mail is. */
function messageOf(
  { to, from, subject, text }: TestMail,
  { host, defaults, credentials }: MailerConfig,
): MailMessage {
  const username = credentials?.username.includes('@') === true ? credentials.username : undefined;
  const sender = from ?? defaults.from ?? username;
  if (sender === undefined)
    throw new MailParseError(
      'from',
      'is missing',
      'Set nest.mail.defaults.from, or give --from ADDRESS to send.',
    );
  return {
    from: sender,
    to,
    subject: subject ?? `Test mail through ${host}`,
    text: text ?? `This mail was sent through ${host} by "npx nestjs-spring-mail".`,
  };
}
