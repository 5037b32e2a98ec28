import type { OnApplicationShutdown } from '@nestjs/common';
import { loadSpringConfig } from 'nestjs-spring-mail';
import { buffer } from 'node:stream/consumers';
import { callbackify } from 'node:util';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { InboxService } from './inbox.service.js';

const loopback = /^(localhost|127(\.\d+){3}|::1)$/i;
const megabyte = 1024 * 1024;

/** Where the mails of this application go: to the inbox of the page, or to a mail server elsewhere. */
export class MailServer implements OnApplicationShutdown {
  constructor(
    readonly host: string,
    readonly port: number,
    private readonly embedded?: SMTPServer,
  ) {}

  get isEmbedded(): boolean {
    return this.embedded !== undefined;
  }

  async onApplicationShutdown(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.embedded === undefined) resolve();
      else this.embedded.close(resolve);
    });
  }
}

/** Listens where `spring.mail.host` and `spring.mail.port` point, when that is this machine. */
export async function startMailServer(inbox: InboxService): Promise<MailServer> {
  const { host = 'the provider in nest.mail.preset', port = 25 } = loadSpringConfig().spring.mail;
  if (!loopback.test(host)) return new MailServer(host, port);

  const smtp = createSmtpServer(inbox);
  await new Promise<void>((resolve, reject) => {
    // Only the first error can end the start. Later ones, such as a broken connection, must not end the application.
    smtp.on('error', reject);
    smtp.listen(port, host, resolve);
  });
  return new MailServer(host, port, smtp);
}

function createSmtpServer(inbox: InboxService): SMTPServer {
  return new SMTPServer({
    // Signing in is possible, so that the file of a real service works too, and any account is let in.
    authOptional: true,
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    logger: false,
    size: 25 * megabyte,
    // Who is still connected at the end is the pool of this very application, and idle.
    closeTimeout: 100,
    disableReverseLookup: true,
    onAuth: ({ username }, _session, done) => done(null, { user: username ?? 'anyone' }),
    onData: callbackify((stream: SMTPServerDataStream, session: SMTPServerSession) =>
      keep(stream, session, inbox),
    ),
  });
}

async function keep(
  stream: SMTPServerDataStream,
  { envelope }: SMTPServerSession,
  inbox: InboxService,
): Promise<string> {
  const source = await buffer(stream);
  if (stream.sizeExceeded) {
    throw Object.assign(new Error('The mail is larger than 25 MB'), { responseCode: 552 });
  }
  const { mailFrom, rcptTo } = envelope;
  await inbox.receive(source, {
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map(({ address }) => address),
  });
  return 'Kept in the inbox';
}
