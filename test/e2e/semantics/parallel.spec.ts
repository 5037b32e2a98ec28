import { describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { Mailer } from '../../../lib/delivery/mailer.js';
import { MailSendError } from '../../../lib/errors/mail-send.error.js';
import { NodemailerTransport } from '../../../lib/transport/nodemailer.transport.js';
import { message, rejection, taken, withServer } from '../../support/with-server.js';

const batch = Array.from({ length: 60 }, (_, index) =>
  message(`${index}`, { messageId: `<${index}@a.example>` }),
);
const ids = batch.map(({ messageId }) => messageId);
const subjects = batch.map(({ subject = '' }) => subject).toSorted();

describe('a batch in parallel', () => {
  it.each([
    ['composed here', () => undefined],
    ['with a plugin', (mailer: Mailer) => mailer.transporter?.use('stream', (_mail, done) => done())],
  ])('goes over several connections, once each, and its results are in order: %s', (_how, prepare) =>
    withServer({ extensions: ['PIPELINING'] }, {}, async ({ mailer, server }) => {
      prepare(mailer);
      const receipts = await mailer.send(batch, { parallel: true });
      expect(receipts.map(({ messageId }) => messageId)).toEqual(ids);
      expect(taken(server).toSorted()).toEqual(subjects);
      expect(server.sessions).toHaveLength(5);
    }),
  );

  it('keeps to the connections of the pool', () =>
    withServer({}, { pool: { maxConnections: 2 } }, async ({ mailer, server }) => {
      await mailer.send(batch, { parallel: true });
      expect(server.sessions).toHaveLength(2);
    }));

  it('names each that fails, and is not stopped by it', () => {
    const RCPT = ({ address }: { address: string }) =>
      address.startsWith('gone') ? '550 5.1.1 no' : undefined;
    return withServer({ on: { RCPT } }, {}, async ({ mailer, server }) => {
      const mixed = batch.map((one, index) => (index % 7 === 3 ? { ...one, to: 'gone@b.example' } : one));
      const error = await rejection(mailer.send(mixed, { parallel: true }));
      expect(error).toBeInstanceOf(MailSendError);
      const { failures, receipts } = error as MailSendError;
      const [gone, well] = [true, false].map((isGone) =>
        mixed.filter(({ to }) => (to === 'gone@b.example') === isGone),
      );
      expect([...failures.keys()]).toEqual(gone);
      expect(receipts.map(({ messageId }) => messageId)).toEqual(well?.map(({ messageId }) => messageId));
      expect(server.mails).toHaveLength(well?.length ?? 0);
    });
  });

  it('asks a server that is down no more than once for each connection', () =>
    withServer({ greeting: '554 5.3.2 no service' }, {}, async ({ mailer, server }) => {
      const error = await rejection(mailer.send(batch, { parallel: true }));
      expect((error as MailSendError).failures.size).toBe(batch.length);
      expect(server.sessions.length).toBeLessThanOrEqual(5);
    }));

  it('comes to its end when the mailer is closed', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      const sent = mailer.send(batch, { parallel: true });
      await expect(mailer.close()).resolves.toBe(0);
      await expect(sent).resolves.toHaveLength(batch.length);
      await expect(mailer.send(batch, { parallel: true })).rejects.toThrow('the mailer is closed');
      expect(server.mails).toHaveLength(batch.length);
    }));

  it("goes at once to a transport of nodemailer's", () =>
    withServer({}, {}, async ({ server }) => {
      const transport = new NodemailerTransport(createTransport({ host: '127.0.0.1', port: server.port }));
      const mailer = new Mailer({ name: 'x', defaults: {} }, transport);
      const receipts = await mailer.send(batch.slice(0, 8), { parallel: true });
      expect(receipts.map(({ messageId }) => messageId)).toEqual(ids.slice(0, 8));
      expect(server.sessions).toHaveLength(8);
      await mailer.close();
    }));
});
