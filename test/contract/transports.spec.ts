import { describe, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import {
  MailCatcher,
  Mailbox,
  MailboxTransport,
  transportContract,
  type TransportUnderTest,
} from 'nestjs-spring-mail/testing';
import { resolveMailConfig } from '../../lib/config/resolve-mail-config.js';
import { failover, roundRobin } from '../../lib/delivery/group/failover.js';
import type { MailTransport } from '../../lib/transport/mail-transport.js';
import { NodemailerTransport } from '../../lib/transport/nodemailer.transport.js';
import { SmtpTransport } from '../../lib/transport/smtp.transport.js';

const refused = 'refused@b.example';

/** A transport that sends to a mail server of this process. */
function overSmtp(create: (server: MailCatcher) => MailTransport) {
  return async (): Promise<TransportUnderTest> => {
    const server = await MailCatcher.start();
    server.mailbox.refuse(refused);
    return {
      transport: create(server),
      arrived: () => server.mailbox.mails,
      refused,
      end: () => server.close(),
    };
  };
}

function smtp({ settings }: MailCatcher): SmtpTransport {
  const config = resolveMailConfig(settings).mailers.get('default');
  if (config === undefined) throw new Error('There is no mailer.');
  return new SmtpTransport(config);
}

transportContract({ describe, it }, 'SmtpTransport', overSmtp(smtp));

transportContract(
  { describe, it },
  'NodemailerTransport',
  overSmtp(
    ({ host, port }) => new NodemailerTransport(createTransport({ host, port, pool: true, ignoreTLS: true })),
  ),
);

transportContract(
  { describe, it },
  'failover',
  overSmtp((server) => failover([smtp(server), smtp(server)])),
);
transportContract(
  { describe, it },
  'roundRobin',
  overSmtp((server) => roundRobin([{ transport: smtp(server) }, { transport: smtp(server) }])),
);

transportContract({ describe, it }, 'MailboxTransport', () => {
  const mailbox = new Mailbox();
  mailbox.refuse(refused);
  return { transport: new MailboxTransport(mailbox), arrived: () => mailbox.mails, refused };
});
