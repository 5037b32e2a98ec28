import { describe, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import {
  MailCatcher,
  Mailbox,
  MailboxTransport,
  readMail,
  type ReceivedMail,
  transportContract,
  type TestRunner,
  type TransportUnderTest,
} from 'nestjs-spring-mail/testing';
import { resolveMailConfig } from '../../lib/config/resolve-mail-config.js';
import { failover, roundRobin } from '../../lib/delivery/group/failover.js';
import type { MailTransport } from '../../lib/transport/mail-transport.js';
import { NodemailerTransport } from '../../lib/transport/nodemailer.transport.js';
import { SmtpTransport } from '../../lib/transport/smtp.transport.js';

const refused = 'refused@b.example';

/** The part of Amazon's request that holds the mail. */
interface SesRequest {
  readonly FromEmailAddress: string;
  readonly Destination: Readonly<Record<string, readonly string[]>>;
  readonly Content: { readonly Raw: { readonly Data: Buffer } };
}

/** SES takes the sender of the envelope from From, so that promise cannot be kept there. */
function withoutEnvelopes(runner: TestRunner): TestRunner {
  return {
    ...runner,
    it: (what, test) => {
      if (!what.startsWith('takes its envelope')) runner.it(what, test);
    },
  };
}

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

/** Amazon's client as nodemailer drives it, with a mailbox instead of SES. The author is the envelope's sender there. */
transportContract(withoutEnvelopes({ describe, it }), 'NodemailerTransport over SES', () => {
  const mails: ReceivedMail[] = [];
  class SendEmailCommand {
    constructor(readonly input: SesRequest) {}
  }
  const sesClient = {
    send: async (command: unknown): Promise<object> => {
      if (!(command instanceof SendEmailCommand)) throw new TypeError('That is no SendEmailCommand.');
      const { Content, Destination, FromEmailAddress } = command.input;
      if (FromEmailAddress === 'invalid@invalid')
        throw Object.assign(new Error('no'), { name: 'MessageRejected' });
      const envelope = { from: FromEmailAddress, to: Object.values(Destination).flat() };
      mails.push(await readMail(Content.Raw.Data, envelope));
      return { MessageId: '0100018f' };
    },
  };
  return {
    transport: new NodemailerTransport(createTransport({ SES: { sesClient, SendEmailCommand } })),
    arrived: () => mails,
  };
});

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
