import assert from 'node:assert/strict';
import { Mailer, type MailMessage, type MailTransport } from '../../index.js';
import type { ReceivedMail } from './received-mail.js';
import type { TestRunner } from './test-runner.js';

/** A transport that is tested, with what is at the other end of it. */
export interface TransportUnderTest {
  readonly transport: MailTransport;
  /** The mails that arrived so far, in any order. */
  readonly arrived: () => Promise<readonly ReceivedMail[]> | readonly ReceivedMail[];
  /** Recipient that the other end refuses with a reply for good (5yz), where it can. */
  readonly refused?: string;
  /** Ends what is at the other end; the transport is closed before. */
  readonly end?: () => Promise<unknown>;
}

const FILE = Buffer.from([0, 255, 13, 10, 46, 13, 10, 13, 200]);

function message(subject: string, fields: Partial<MailMessage> = {}): MailMessage {
  return { from: 'ann@a.example', to: 'bob@b.example', subject, text: `The text of ${subject}.`, ...fields };
}

/**
 * Tests what every transport promises, so that a mailer can rely on it.
 *
 * @example
 * transportContract({ describe, it }, 'MyTransport', async () => ({ transport: new MyTransport(url), arrived: () => fake.mails }));
 * @param create called before each test
 */
export function transportContract(
  { describe, it }: TestRunner,
  name: string,
  create: () => Promise<TransportUnderTest> | TransportUnderTest,
): void {
  const promise = (
    what: string,
    test: (mailer: Mailer, subject: TransportUnderTest) => Promise<void>,
  ): void =>
    it(what, async () => {
      const subject = await create();
      const mailer = new Mailer({ name: 'default', defaults: {} }, subject.transport);
      try {
        await test(mailer, subject);
      } finally {
        await mailer.close();
        await subject.end?.();
      }
    });
  describe(`${name} as a transport`, () => {
    for (const [what, test] of Object.entries(PROMISES)) promise(what, test);
  });
}

/** What a transport promises. */
const PROMISES: Readonly<Record<string, (mailer: Mailer, subject: TransportUnderTest) => Promise<void>>> = {
  'delivers a mail as it was written, and returns its receipt': async (mailer, { arrived }) => {
    const receipt = await mailer.send(
      message('안녕 👋', {
        cc: 'cy@c.example',
        html: '<p>안녕 <img src="cid:logo"></p>',
        headers: { 'X-App': 'one' },
        attachments: [{ filename: '보고서.pdf', content: FILE }],
        inline: [{ cid: 'logo', content: FILE, contentType: 'image/png' }],
      }),
    );
    const [mail] = await arrived();
    assert.ok(mail, 'Nothing arrived.');
    assert.deepEqual(
      [mail.from?.address, mail.to[0]?.address, mail.cc[0]?.address, mail.subject, mail.text, mail.html],
      [
        'ann@a.example',
        'bob@b.example',
        'cy@c.example',
        '안녕 👋',
        'The text of 안녕 👋.',
        '<p>안녕 <img src="cid:logo"></p>',
      ],
    );
    assert.equal(mail.headers['x-app'], 'one');
    const file = (name: string): Buffer | undefined =>
      mail.attachments.find(({ filename }) => filename === name)?.content;
    assert.deepEqual([file('보고서.pdf'), file('logo')], [FILE, FILE]);
    assert.equal(mail.attachments.length, 2);
    assert.equal(receipt.messageId, mail.messageId);
    assert.deepEqual(receipt.envelope, { from: 'ann@a.example', to: ['bob@b.example', 'cy@c.example'] });
    assert.deepEqual([receipt.accepted, receipt.refused], [['bob@b.example', 'cy@c.example'], []]);
    assert.equal(typeof receipt.response, 'string');
  },

  'shows Bcc to nobody and delivers to it': async (mailer, { arrived }) => {
    const receipt = await mailer.send(message('secret', { bcc: 'dan@d.example' }));
    const [mail] = await arrived();
    assert.deepEqual(receipt.accepted, ['bob@b.example', 'dan@d.example']);
    assert.ok(mail, 'Nothing arrived.');
    assert.ok(mail.envelope.to.includes('dan@d.example'), 'The Bcc did not get the mail.');
    assert.ok(!mail.raw.includes('dan@d.example'), 'The mail shows its Bcc.');
  },

  'takes its envelope from the mail, not from its headers': async (mailer, { arrived }) => {
    await mailer.send(message('bounce', { envelope: { from: 'bounces@a.example' } }));
    const [mail] = await arrived();
    assert.deepEqual([mail?.envelope.from, mail?.from?.address], ['bounces@a.example', 'ann@a.example']);
  },

  'delivers every mail of a batch and returns the receipts in order': async (mailer, { arrived }) => {
    const receipts = await mailer.send(['a', 'b', 'c'].map((subject) => message(subject)));
    const bySubject = new Map((await arrived()).map((mail) => [mail.subject, mail.messageId]));
    assert.deepEqual(
      receipts.map(({ messageId }) => messageId),
      ['a', 'b', 'c'].map((subject) => bySubject.get(subject)),
    );
  },

  'delivers mails that are sent at the same time, each to its own recipient': async (mailer, { arrived }) => {
    const names = Array.from({ length: 10 }, (_, at) => `user${at}`);
    await Promise.all(names.map((name) => mailer.send(message(name, { to: `${name}@b.example` }))));
    const pairs = (await arrived()).map(({ subject, envelope }) => `${subject}: ${envelope.to.join()}`);
    const expected = names.map((name) => `${name}: ${name}@b.example`);
    assert.deepEqual(new Set(pairs), new Set(expected));
    assert.equal(pairs.length, expected.length);
  },

  'does not stop a batch at a mail that fails, and tells which it was': async (
    mailer,
    { arrived, refused },
  ) => {
    if (refused === undefined) return;
    const failing = message('b', { to: refused });
    const error = await rejection(mailer.send([message('a'), failing, message('c')]));
    assert.deepEqual([...(error.failures ?? []).keys()], [failing]);
    assert.equal(error.receipts?.length, 2);
    assert.deepEqual((await arrived()).map(({ subject }) => subject).toSorted(), ['a', 'c']);
  },

  'tells that a refusal is for good': async (mailer, { refused }) => {
    if (refused === undefined) return;
    const error = await rejection(mailer.send(message('a', { to: refused })));
    assert.deepEqual([error.outcome, error.permanent], ['refused', true]);
  },

  'sends nothing when it was given up before': async (mailer, { arrived }) => {
    await rejection(mailer.send(message('late'), { signal: AbortSignal.abort() }));
    assert.deepEqual(await arrived(), []);
  },

  'can be tried without sending': async (mailer, { arrived }) => {
    await mailer.testConnection();
    assert.deepEqual(await arrived(), []);
  },

  'takes no more mail once it is closed, and can be closed twice': async (mailer, { arrived }) => {
    assert.equal(await mailer.close(), 0);
    assert.equal(await mailer.close(), 0);
    await rejection(mailer.send(message('late')));
    assert.deepEqual(await arrived(), []);
  },
};

/** What is looked at of an error. */
interface Failure {
  readonly message: string;
  readonly outcome?: unknown;
  readonly permanent?: unknown;
  readonly failures?: ReadonlyMap<object, unknown>;
  readonly receipts?: readonly unknown[];
}

async function rejection(promise: Promise<unknown>): Promise<Failure> {
  const [result] = await Promise.allSettled([promise]);
  if (result?.status !== 'rejected') return assert.fail('It was sent.');
  assert.ok(result.reason instanceof Error, 'It was rejected with something that is no error.');
  return result.reason;
}
