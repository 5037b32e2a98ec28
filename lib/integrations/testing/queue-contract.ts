import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import {
  createMailer,
  type DeadLetter,
  type Mailer,
  type MailMessage,
  MailQueueError,
  MailSendError,
  type QueueFactory,
  type QueueSettings,
} from '../../index.js';
import { Mailbox } from './mailbox.js';
import { MailboxTransport } from './mailbox.transport.js';
import type { TestRunner } from './test-runner.js';

/** Longest that a promise of a queue may take to come true. */
const PATIENCE_MS = 10_000;
const QUICK: QueueSettings = { backoff: { initial: 10, max: 20 } };

/** A queue in use, and where its mails go. */
interface QueueUnderTest {
  readonly mailer: Mailer;
  readonly mailbox: Mailbox;
}

/** What a queue promises. */
interface QueuePromise {
  readonly settings?: QueueSettings;
  readonly test: (subject: QueueUnderTest) => Promise<void>;
}

/**
 * Tests what every queue promises, whatever keeps its mails.
 *
 * @example
 * queueContract({ describe, it }, 'MyQueue', () => myQueue({ prefix: randomUUID() }));
 * @param make called before each test, for a queue that shares no mails with those before
 */
export function queueContract({ describe, it }: TestRunner, name: string, make: () => QueueFactory): void {
  describe(`${name} as a queue`, () => {
    for (const [what, { settings = {}, test }] of Object.entries(PROMISES)) {
      it(what, async () => {
        const mailbox = new Mailbox();
        const transport = new MailboxTransport(mailbox);
        const mailer = createMailer({ transport, queue: make(), queueSettings: { ...QUICK, ...settings } });
        try {
          await mailer.startQueue();
          await test({ mailer, mailbox });
        } finally {
          await mailer.close();
        }
      });
    }
  });
}

const PROMISES: Readonly<Record<string, QueuePromise>> = {
  'sends what is queued, as it was, under the Message-ID that it told': {
    test: async ({ mailer, mailbox }) => {
      const files = [{ filename: '보고서.pdf', content: Buffer.from([0, 255, 13, 10]) }];
      const job = await mailer.enqueue(message('안녕', { html: '<p>안녕</p>', attachments: files }));
      const mail = await mailbox.waitFor({ subject: '안녕' }, { timeout: PATIENCE_MS });
      assert.deepEqual([mail.messageId, mail.html], [job.messageId, '<p>안녕</p>']);
      assert.deepEqual(mail.attachments[0]?.content, files[0]?.content);
      assert.equal(job.deduplicated, false);
    },
  },

  'takes a message with the same idempotency key once': {
    test: async ({ mailer, mailbox }) => {
      const first = await mailer.enqueue(message('one'), { idempotencyKey: 'key' });
      const second = await mailer.enqueue(message('two'), { idempotencyKey: 'key' });
      assert.deepEqual(second, { ...first, deduplicated: true });
      await mailer.enqueue(message('three'));
      await mailbox.waitFor({ subject: 'three' }, { timeout: PATIENCE_MS });
      await mailbox.waitFor({ subject: 'one' }, { timeout: PATIENCE_MS });
      assert.equal(mailbox.mails.length, 2);
    },
  },

  'tries again what was refused for now': {
    test: async ({ mailer, mailbox }) => {
      mailbox.failNext('451 4.3.0 Try again later');
      mailbox.failNext('451 4.3.0 Try again later');
      const { messageId } = await mailer.enqueue(message('later'));
      const mail = await mailbox.waitFor({ subject: 'later' }, { timeout: PATIENCE_MS });
      assert.equal(mail.messageId, messageId);
    },
  },

  'gives up what was refused for good, and sends it when it is asked to try again': {
    test: async ({ mailer, mailbox }) => {
      mailbox.refuse('bob@b.example');
      const { id, messageId } = await mailer.enqueue(message('dead'));
      const letter = await deadLetter(mailer);
      assert.deepEqual(
        [letter.id, letter.messageId, letter.outcome, letter.attempts],
        [id, messageId, 'refused', 1],
      );
      mailbox.clear();
      await mailer.queue.retry(id);
      await mailbox.waitFor({ subject: 'dead' }, { timeout: PATIENCE_MS });
    },
  },

  'sends again what may have been delivered': {
    test: async ({ mailer, mailbox }) => {
      mailbox.failNext(lost());
      await mailer.enqueue(message('again'));
      await mailbox.waitFor({ subject: 'again' }, { timeout: PATIENCE_MS });
    },
  },

  'reports what may have been delivered, where at most one copy is wanted': {
    settings: { delivery: 'at-most-once' },
    test: async ({ mailer, mailbox }) => {
      mailbox.failNext(lost());
      await mailer.enqueue(message('once'));
      const { outcome } = await deadLetter(mailer);
      assert.deepEqual([outcome, mailbox.mails], ['unknown', []]);
    },
  },

  'sends each of many once': {
    test: async ({ mailer, mailbox }) => {
      const subjects = Array.from({ length: 50 }, (_, at) => `mail ${at}`);
      const results = mailer.enqueueAll(subjects.map((subject) => message(subject)));
      for await (const { error } of results) assert.equal(error, undefined);
      await eventually(() => mailbox.mails.length >= subjects.length);
      assert.deepEqual(new Set(mailbox.mails.map(({ subject }) => subject)), new Set(subjects));
      assert.equal(mailbox.mails.length, subjects.length);
    },
  },

  'sends later what is to be sent later': {
    test: async ({ mailer, mailbox }) => {
      await mailer.enqueue(message('later'), { delay: 500 });
      await mailer.enqueue(message('now'));
      await mailbox.waitFor({ subject: 'later' }, { timeout: PATIENCE_MS });
      assert.deepEqual(
        mailbox.mails.map(({ subject }) => subject),
        ['now', 'later'],
      );
    },
  },

  'tells how it is, and takes no more once it is closed': {
    test: async ({ mailer }) => {
      assert.equal((await mailer.queue.health()).status, 'running');
      await mailer.close();
      await assert.rejects(mailer.enqueue(message('late')), (error) => error instanceof MailQueueError);
    },
  },
};

function message(subject: string, fields: Partial<MailMessage> = {}): MailMessage {
  return { from: 'ann@a.example', to: 'bob@b.example', subject, text: 'x', ...fields };
}

function lost(): MailSendError {
  return new MailSendError('The line broke.', { advice: 'Wait.', outcome: 'unknown' });
}

async function deadLetter({ queue }: Mailer): Promise<DeadLetter> {
  const letters: DeadLetter[] = [];
  await eventually(async () => {
    for await (const letter of queue.deadLetters()) letters.push(letter);
    return letters.length > 0;
  });
  return letters[0] ?? assert.fail('There is no dead letter.');
}

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    assert.ok(performance.now() < deadline, `It did not come about within ${PATIENCE_MS} ms.`);
    await pause(5);
  }
}
