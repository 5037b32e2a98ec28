import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import {
  Mailbox,
  mailMatchers,
  type MailMatchers,
  MailboxTransport,
  snapshot,
} from 'nestjs-spring-mail/testing';
import { Mailer } from '../../../../lib/delivery/mailer.js';
import { MailSendError } from '../../../../lib/errors/mail-send.error.js';
import { message, rejection } from '../../../support/with-server.js';

declare module 'expect' {
  interface Matchers<R> extends MailMatchers<R> {}
}
expect.extend(mailMatchers);

const mailers: Mailer[] = [];
afterEach(async () => {
  await Promise.all(mailers.splice(0).map((mailer) => mailer.close()));
});

function pair(): { mailbox: Mailbox; mailer: Mailer } {
  const mailbox = new Mailbox();
  const mailer = new Mailer({ name: 'default', defaults: {} }, new MailboxTransport(mailbox));
  mailers.push(mailer);
  return { mailbox, mailer };
}

describe('a mailbox', () => {
  it('holds each mail as its recipients get it, as soon as the send resolves', async () => {
    const { mailbox, mailer } = pair();
    await mailer.send(
      message('안녕', {
        to: { name: 'Bob', address: 'bob@b.example' },
        bcc: 'secret@c.example',
        headers: { 'X-App': 'one' },
        attachments: [{ filename: 'a.txt', content: 'x' }],
      }),
    );
    expect(mailbox.last).toMatchObject({
      envelope: { from: 'ann@a.example', to: ['bob@b.example', 'secret@c.example'] },
      from: { address: 'ann@a.example' },
      to: [{ name: 'Bob', address: 'bob@b.example' }],
      bcc: ['secret@c.example'],
      subject: '안녕',
      text: 'The text of 안녕.',
      headers: { 'x-app': 'one' },
      attachments: [
        { filename: 'a.txt', contentType: 'text/plain', isInline: false, content: Buffer.from('x') },
      ],
    });
  });

  it('waits for a mail that comes later, and gives one that came before at once', async () => {
    const { mailbox, mailer } = pair();
    const later = mailbox.waitFor({ subject: 'two' });
    await mailer.send(message('one'));
    await mailer.send(message('two'));
    await expect(later).resolves.toMatchObject({ subject: 'two' });
    await expect(mailbox.waitFor({ subject: /^o/u })).resolves.toMatchObject({ subject: 'one' });
  });

  it('tells what came instead of the mail that was waited for', async () => {
    const { mailbox, mailer } = pair();
    await mailer.send(message('one'));
    const late = mailbox.waitFor({ to: 'bob@b.example', subject: /two/u }, { timeout: 10 });
    await expect(late).rejects.toThrow(
      `No mail with to 'bob@b.example', subject /two/u came within 10 ms. The mailbox holds:\n  1. "one" to bob@b.example: subject is "one"`,
    );
    await expect(new Mailbox().waitFor({}, { timeout: 1 })).rejects.toThrow('The mailbox is empty.');
  });

  it.each([
    ['to', { to: 'BOB@b.example' }, { to: 'ann@a.example' }],
    ['several recipients', { to: ['bob@b.example', /^cy@/u] }, { to: ['bob@b.example', 'dan@d.example'] }],
    ['cc', { cc: 'cy@c.example' }, { cc: 'bob@b.example' }],
    ['bcc', { bcc: /^dora/u }, { bcc: 'bob@b.example' }],
    ['from', { from: 'ann@a.example' }, { from: 'bob@b.example' }],
    ['replyTo', { replyTo: 'help@a.example' }, { replyTo: 'x@a.example' }],
    ['subject', { subject: 'Hello' }, { subject: 'Hell' }],
    ['text', { text: 'text of' }, { text: 'nothing' }],
    ['html', { html: /<p>/u }, { html: 'nothing' }],
    ['attachment', { attachment: 'a.pdf' }, { attachment: 'b.pdf' }],
    ['headers', { headers: { 'X-App': 'one' } }, { headers: { 'x-app': /two/u } }],
    ['a function', ({ subject = '' }) => subject !== '', () => false],
  ] as const)('finds mails by %s', async (_field, fitting, other) => {
    const { mailbox, mailer } = pair();
    await mailer.send(
      message('Hello', {
        cc: 'cy@c.example',
        bcc: 'dora@d.example',
        replyTo: 'help@a.example',
        html: '<p>x</p>',
        headers: { 'X-App': 'one' },
        attachments: [{ filename: 'a.pdf', content: 'x' }],
      }),
    );
    expect(mailbox.filter(fitting)).toHaveLength(1);
    expect(mailbox.filter(other)).toHaveLength(0);
  });

  it('lets sends fail as a test asks for', async () => {
    const { mailbox, mailer } = pair();
    mailbox.failNext();
    const lost = new MailSendError('The line broke.', { advice: 'Wait.', outcome: 'unknown' });
    mailbox.failNext(lost);
    const transient = await rejection(mailer.send(message('one')));
    expect(transient).toMatchObject({ name: 'MailSendError', outcome: 'refused', permanent: false });
    expect(String(transient)).toContain('451 4.3.0 Try again later');
    expect(await rejection(mailer.send(message('two')))).toBe(lost);
    await mailer.send(message('three'));
    mailbox.refuse('bob@b.example');
    expect(await rejection(mailer.send(message('four', { cc: 'cy@c.example' })))).toMatchObject({
      outcome: 'refused',
      permanent: true,
      refusals: [{ address: 'bob@b.example', permanent: true, reply: { code: 550, enhancedCode: '5.1.1' } }],
    });
    mailbox.clear();
    await mailer.send(message('five'));
    expect(mailbox.mails.map(({ subject }) => subject)).toEqual(['five']);
    expect(() => mailbox.failNext('try again')).toThrow('Expected a reply such as');
  });
});

describe('mailboxes of tests that run at the same time', () => {
  it('hold what each test sends, whoever gets it', async () => {
    const { mailbox, mailer } = pair();
    const test = (subject: string) =>
      mailbox.isolated(async (own) => {
        await pause(1);
        await mailer.send(message(subject));
        await pause(1);
        return own.mails.map((mail) => mail.subject);
      });
    const subjects = Array.from({ length: 20 }, (_, at) => `mail ${at}`);
    expect(await Promise.all(subjects.map(test))).toEqual(subjects.map((subject) => [subject]));
    expect(mailbox.mails).toEqual([]);
  });

  it('hold what is sent to their addresses from elsewhere', async () => {
    const { mailbox, mailer } = pair();
    const [first, second] = await Promise.all(
      ['ann', 'bob'].map((name) => mailbox.isolated(async (own) => ({ own, to: own.address(name) }))),
    );
    await mailer.send(message('to ann', { to: first!.to }));
    await mailer.send(message('to bob', { to: second!.to.toUpperCase() }));
    await mailer.send(message('to nobody of them'));
    expect(
      [first!.own, second!.own, mailbox].map(({ mails }) => mails.map(({ subject }) => subject)),
    ).toEqual([['to ann'], ['to bob'], ['to nobody of them']]);
    expect(first!.to).not.toBe(mailbox.address('ann'));
  });

  it('fail each for itself', async () => {
    const { mailbox, mailer } = pair();
    const outcomes = await Promise.allSettled([
      mailbox.isolated(async (own) => {
        own.failNext();
        await mailer.send(message('one'));
      }),
      mailbox.isolated(() => mailer.send(message('two'))),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});

describe('the matchers', () => {
  it('pass and fail by what was sent, and tell what came instead', async () => {
    const { mailbox, mailer } = pair();
    expect(mailbox).not.toHaveSentMail();
    expect(mailbox).toHaveSentMails(0);
    await mailer.send(message('one'));
    expect(mailbox).toHaveSentMail({ subject: 'one' });
    expect(mailbox).toHaveSentMailTo('bob@b.example');
    expect(mailbox).toHaveSentMails(1);
    const holds = 'The mailbox holds:\n  1. "one" to bob@b.example';
    expect(() => expect(mailbox).toHaveSentMail({ subject: 'two', from: 'x@x.example' })).toThrow(
      `Expected to have sent a mail with subject 'two', from 'x@x.example'. ${holds}: from is "ann@a.example"; subject is "one"`,
    );
    expect(() => expect(mailbox).toHaveSentMailTo(/^cy@/u)).toThrow(
      `Expected to have sent a mail to /^cy@/u. ${holds}: to is "bob@b.example"`,
    );
    expect(() => expect(mailbox).toHaveSentMails(2)).toThrow(`Expected to have sent 2 mails. ${holds}`);
    expect(() => expect(mailbox).not.toHaveSentMail()).toThrow(
      `Expected not to have sent a mail of any kind. ${holds}`,
    );
    expect(() => expect('x').toHaveSentMail()).toThrow("Expected a Mailbox, got 'x'.");
  });
});

describe('the snapshot of a mail', () => {
  it('is the same byte for byte each time, and different when the mail is', async () => {
    const { mailbox, mailer } = pair();
    const rich = (text: string) =>
      message('안녕', {
        text,
        html: '<img src="cid:logo">',
        inline: [{ cid: 'logo', content: Buffer.from([0, 255]) }],
        attachments: [{ filename: 'a.txt', content: 'boundary="x"; the text' }],
      });
    for (const text of ['one', 'one', 'two']) await mailer.send(rich(text));
    const [first, second, third] = mailbox.mails;
    expect(first!.raw.equals(second!.raw)).toBe(false);
    expect(snapshot(first!)).toBe(snapshot(second!));
    expect(snapshot(third!)).not.toBe(snapshot(first!));
    expect(snapshot(first!)).toMatch(/^Message-ID: <message-id@a\.example>\r\nDate: Thu, 01 Jan 1970/mu);
    expect(snapshot(first!).match(/boundary-\d/gu)?.length).toBeGreaterThan(6);
  });

  it('keeps a Message-ID that was chosen', async () => {
    const { mailbox, mailer } = pair();
    await mailer.send(message('one', { messageId: '<one@a.example>' }));
    expect(snapshot(mailbox.last!)).toContain('Message-ID: <one@a.example>');
  });
});
