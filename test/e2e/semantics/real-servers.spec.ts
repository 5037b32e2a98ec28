import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MailSendError } from '../../../lib/errors/mail-send.error.js';
import type { Mailer } from '../../../lib/delivery/mailer.js';
import type { MailMessage } from '../../../lib/message/message.js';
import { describeWith } from '../../support/describe-with.js';
import { startExim } from '../../support/exim.js';
import { mailerFor } from '../../support/mailer-for.js';
import { startPostfix } from '../../support/postfix.js';
import { rejection } from '../../support/with-server.js';

/** A real mail server, as far as these promises need it. */
interface RealServer {
  readonly port: number;
  log(): string;
  stop(): Promise<void>;
}

interface Offer {
  readonly pipelining: boolean;
  readonly chunking: boolean;
}

/**
 * The tests' own look at the port, before they start, is lost after CONNECT. A server that is slow to greet, as on a busy
 * machine, is asked on another connection whether it expects TLS, which is an error there.
 */
const COMPLAINTS =
  /improper command pipelining|synchronization error|protocol error(?!s \(last command was "[^"]*\\\d{3})|lost connection after (?!CONNECT)/iu;

const OFFERS: readonly (readonly [string, Offer])[] = [true, false].flatMap((pipelining) =>
  [true, false].map(
    (chunking) =>
      [
        `${pipelining ? 'with' : 'without'} PIPELINING, ${chunking ? 'with' : 'without'} CHUNKING`,
        { pipelining, chunking },
      ] as const,
  ),
);

function mail(subject: string, fields: Partial<MailMessage> = {}): MailMessage {
  const messageId = `<${subject}@a.example>`;
  return {
    from: 'a@example.test',
    to: 'b@example.test',
    subject,
    messageId,
    text: '.\r\n..\r\n👋',
    ...fields,
  };
}

function keepsItsPromises(
  start: (offer: Offer) => Promise<RealServer>,
  takenBy: (log: string) => string[],
): void {
  describe.each(OFFERS)('%s', (_how, offer) => {
    let server: RealServer;
    let mailer: Mailer;
    let partial: Mailer;
    beforeAll(async () => {
      server = await start(offer);
      const settings = { host: '127.0.0.1', port: server.port };
      mailer = mailerFor(settings);
      partial = mailerFor({ ...settings, properties: { 'mail.smtp.sendpartial': true } });
    });
    afterAll(async () => {
      await mailer.close();
      await partial.close();
      await server.stop();
    });
    const logged = (prefix: string): string[] =>
      takenBy(server.log())
        .filter((id) => id.startsWith(prefix))
        .map((id) => id.slice(prefix.length));
    /** The log is written by another process, which may come after the reply. */
    const taken = async (prefix: string, count: number): Promise<string[]> => {
      const deadline = Date.now() + 5000;
      while (logged(prefix).length < count && Date.now() < deadline) await pause(20);
      return logged(prefix);
    };

    it('takes single mails, many at a time', async () => {
      const sent = Array.from({ length: 12 }, (_, index) => mailer.send(mail(`single-${index}`)));
      const receipts = await Promise.all(sent);
      expect(receipts.map(({ accepted }) => accepted)).toEqual(receipts.map(() => ['b@example.test']));
      expect((await taken('single-', sent.length)).toSorted()).toEqual(
        receipts.map((_, index) => `${index}`).toSorted(),
      );
    });

    it('takes a batch in order, but for those it refuses', async () => {
      const batch = Array.from({ length: 10 }, (_, index) =>
        mail(
          `batch-${index}`,
          index % 3 === 1 ? { to: index === 4 ? 'defer@example.test' : 'reject@example.test' } : {},
        ),
      );
      const error = await rejection(mailer.send(batch));
      expect(error).toBeInstanceOf(MailSendError);
      const { failures } = error as MailSendError;
      expect([...failures.keys()]).toEqual([batch[1], batch[4], batch[7]]);
      expect(Array.from(failures.values(), (failure) => (failure as MailSendError).permanent)).toEqual([
        true,
        false,
        true,
      ]);
      expect(await taken('batch-', 7)).toEqual(['0', '2', '3', '5', '6', '8', '9']);
    });

    it('takes a mail for nobody when one recipient is refused, and for the others with sendpartial', async () => {
      const to = ['x@example.test', 'reject@example.test', 'y@example.test', 'defer@example.test'];
      const error = await rejection(mailer.send(mail('mixed-all', { to })));
      expect(error).toMatchObject({ outcome: 'refused', refusals: [{ address: to[1] }, { address: to[3] }] });
      const receipt = await partial.send(mail('mixed-part', { to }));
      expect(receipt.accepted).toEqual([to[0], to[2]]);
      await mailer.send(mail('mixed-next'));
      expect((await taken('mixed-', 2)).toSorted()).toEqual(['next', 'part']);
    });

    it('takes a large mail between two small ones', async () => {
      const attachments = [{ filename: 'large', content: Buffer.alloc(1_000_000, 'x') }];
      await mailer.send([mail('size-1'), mail('size-2', { attachments }), mail('size-3')]);
      expect(await taken('size-', 3)).toEqual(['1', '2', '3']);
    });

    it('never complains of commands out of step', async () => {
      await mailer.send(mail('last-1'));
      expect(await taken('last-', 1)).toEqual(['1']);
      expect(server.log()).not.toMatch(COMPLAINTS);
    });

    it('takes a mail of many recipients for all or for nobody, at the price of a connection', async () => {
      const everyone = Array.from({ length: 60 }, (_, index) => `r${index}@example.test`);
      const refused = { to: [...everyone, 'reject@example.test'] };
      const batch = [
        mail('many-1', { to: everyone }),
        mail('many-2', refused),
        mail('many-3', { to: everyone }),
      ];
      const error = await rejection(mailer.send(batch));
      const { failures } = error as MailSendError;
      expect([...failures.keys()]).toEqual([batch[1]]);
      expect(failures.get(batch[1]!)).toMatchObject({
        outcome: 'refused',
        permanent: true,
        refusals: [{ address: 'reject@example.test' }],
      });
      expect(await taken('many-', 2)).toEqual(['1', '3']);
      expect(server.log()).not.toMatch(/improper command pipelining|synchronization error/iu);
    });
  });
}

describeWith(['postfix'], 'Postfix', () => {
  keepsItsPromises(
    async (offer) => {
      const postfix = await startPostfix(offer);
      return { ...postfix, port: postfix.plainPort };
    },
    (log) => Array.from(log.matchAll(/message-id=<([^@>]+)@a\.example>/gu), ([, id = '']) => id),
  );
});

describeWith(['exim4'], 'Exim', () => {
  keepsItsPromises(
    (offer) => startExim(offer),
    (log) => Array.from(log.matchAll(/ <= .* id=([^@ ]+)@a\.example/gu), ([, id = '']) => id),
  );
});
