import { afterAll, beforeAll, expect, it } from '@jest/globals';
import PostalMime, { type Email } from 'postal-mime';
import type { Mailer } from '../../../lib/delivery/mailer.js';
import type { MailMessage } from '../../../lib/message/message.js';
import { createMailer } from '../../../lib/module/create-mailers.js';
import { describeWith } from '../../support/describe-with.js';
import { type DeliveredMail, type Postfix, startPostfix } from '../../support/postfix.js';
import { withServer } from '../../support/with-server.js';

const invitation = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//example//test//EN',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'UID:1@example.test',
  'DTSTAMP:20260101T000000Z',
  'DTSTART:20260102T010000Z',
  'SUMMARY:주간 회의',
  'ORGANIZER:mailto:a@example.test',
  'ATTENDEE:mailto:b@example.test',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

/** Everything frozen, down to the last object. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const one of Object.values(value)) frozen(one);
    Object.freeze(value);
  }
  return value;
}

const whole: MailMessage = frozen({
  from: { name: '보내는 이', address: 'a@example.test' },
  sender: 'secretary@example.test',
  to: ['b@example.test', 'Cem Öz <c@example.test>'],
  cc: 'd@example.test',
  bcc: ['hidden@example.test'],
  replyTo: 'team@example.test',
  subject: 'the whole message',
  text: '본문',
  html: '<p>본문 <img src="cid:logo"></p>',
  amp: '<!doctype html><html ⚡4email><body>본문</body></html>',
  calendar: { content: invitation },
  sentDate: new Date('2026-01-01T00:00:00Z'),
  headers: { 'X-App': ['one', 'two'] },
  attachments: [{ filename: '견적서.hwp', content: new Uint8Array([1, 2, 3]) }],
  inline: [{ cid: 'logo', content: 'png', contentType: 'image/png' }],
  priority: 'high',
  messageId: '<whole@example.test>',
  inReplyTo: '<first@example.test>',
  references: ['<first@example.test>'],
  tags: ['sign-up'],
  metadata: { orderId: '42' },
  idempotencyKey: 'order-42',
});

describeWith(['postfix'], 'a message with every field', () => {
  let postfix: Postfix;
  let mailer: Mailer;
  beforeAll(async () => {
    postfix = await startPostfix();
    mailer = createMailer({ host: 'localhost', port: postfix.plainPort });
  });
  afterAll(async () => {
    await mailer.close();
    await postfix.stop();
  });

  async function delivered(subject: string): Promise<{ mail: DeliveredMail; parsed: Email }> {
    const mail = await postfix.waitForMail((one) => one.header('Subject') === subject, 10_000);
    return { mail, parsed: await PostalMime.parse(mail.content) };
  }

  it('arrives as it was written, from objects that nobody may change', async () => {
    await mailer.send(whole);
    const { mail, parsed } = await delivered('the whole message');
    expect(parsed).toMatchObject({
      from: whole.from,
      sender: { address: 'secretary@example.test' },
      to: [{ address: 'b@example.test' }, { name: 'Cem Öz', address: 'c@example.test' }],
      cc: [{ address: 'd@example.test' }],
      replyTo: [{ address: 'team@example.test' }],
      messageId: '<whole@example.test>',
      inReplyTo: '<first@example.test>',
      references: '<first@example.test>',
      date: '2026-01-01T00:00:00.000Z',
    });
    expect(parsed.text?.trim()).toBe('본문');
    expect(parsed.html?.trim()).toBe(whole.html);
    expect(mail.content.toString()).not.toMatch(/hidden@example\.test[^]*Subject|order-42/u);
    expect(mail.header('X-Tag')).toBe('sign-up');
    expect(mail.content.toString()).toMatch(/^X-Metadata-orderId: 42$/mu);
    expect(mail.header('Importance')).toBe('High');
    const files = parsed.attachments.map(({ filename, mimeType }) => [filename, mimeType]);
    expect(files).toEqual(
      expect.arrayContaining([
        ['견적서.hwp', 'application/x-hwp'],
        ['logo', 'image/png'],
        ['invite.ics', 'application/ics'],
      ]),
    );
  });

  it('shows an invitation where mail programs look for it: the last of the alternatives', async () => {
    await mailer.send({
      ...whole,
      subject: 'invitation',
      attachments: [],
      inline: [],
      messageId: '<i@example.test>',
    });
    const { mail } = await delivered('invitation');
    const types = [...mail.content.toString().matchAll(/^Content-Type: (\S+?);?(?: .*)?$/gmu)].map(
      ([, type]) => type,
    );
    expect(types).toEqual([
      'multipart/mixed',
      'multipart/alternative',
      'text/plain',
      'text/x-amp-html',
      'text/html',
      'text/calendar',
      'application/ics',
    ]);
    expect(mail.content.toString()).toMatch(
      /^Content-Type: text\/calendar; charset=utf-8; method=REQUEST$/mu,
    );
  });

  it('goes where its envelope says', async () => {
    const envelope = { from: 'bounces@example.test', to: 'other@example.test' };
    const receipt = await mailer.send({
      ...whole,
      subject: 'envelope',
      envelope,
      messageId: '<e@example.test>',
    });
    expect(receipt.envelope).toEqual({ from: 'bounces@example.test', to: ['other@example.test'] });
    const { mail } = await delivered('envelope');
    expect(mail.to).toBe('other@example.test');
    expect(mail.header('Return-Path')).toBe('<bounces@example.test>');
  });

  it('is written in the charset of the settings where it fits, else in UTF-8', async () => {
    const korean = createMailer({ host: 'localhost', port: postfix.plainPort, defaultEncoding: 'EUC-KR' });
    const { text: _text, html: _html, amp: _amp, calendar: _calendar, ...rest } = whole;
    const texts = { text: '안녕하세요', html: '<p>안녕 😀</p>', attachments: [], inline: [] };
    await korean.send({ ...rest, ...texts, subject: '회의', messageId: '<k@example.test>' });
    await korean.close();
    const found = await postfix.waitForMail((one) => one.header('Message-ID') === '<k@example.test>', 10_000);
    expect(found.header('Subject')).toBe('=?EUC-KR?B?yLjAxw==?=');
    const types = found.content.toString().match(/text\/(?:plain|html); charset=\S+/gu);
    expect(types).toEqual(['text/plain; charset=EUC-KR', 'text/html; charset=utf-8']);
    const parsed = await PostalMime.parse(found.content);
    expect([parsed.subject, parsed.text?.trim(), parsed.html?.trim()]).toEqual([
      '회의',
      '안녕하세요',
      texts.html,
    ]);
  });

  it('arrives with the same content when a plugin has nodemailer compose it', async () => {
    const plugged = createMailer({ host: 'localhost', port: postfix.plainPort });
    plugged.transporter?.use('stream', (_, done) => done());
    await plugged.send({ ...whole, subject: 'by nodemailer', messageId: '<n@example.test>' });
    await plugged.close();
    const { mail, parsed } = await delivered('by nodemailer');
    expect(parsed.html?.trim()).toBe(whole.html);
    expect(mail.content.toString()).toMatch(
      /^Content-Type: text\/calendar; charset=utf-8; method=REQUEST$/mu,
    );
    expect(parsed.attachments.map(({ filename }) => filename)).toContain('invite.ics');
    expect(mail.content.toString()).toMatch(/^X-Metadata-orderId: 42$/mu);
  });
});

it.each(['our composer', 'nodemailer'])(
  'delivery reports are asked for, composed by %s',
  async (composer) => {
    const settings = { properties: { 'mail.smtp.dsn.ret': 'FULL', 'mail.smtp.dsn.notify': 'NEVER' } };
    await withServer({ extensions: ['DSN'] }, settings, async ({ mailer, server }) => {
      if (composer === 'nodemailer') mailer.transporter?.use('stream', (_, done) => done());
      const dsn = { notify: ['FAILURE', 'DELAY'], envid: 'order 42', orcpt: 'first@example.test' } as const;
      await mailer.send({ from: 'a@example.test', to: 'b@example.test', text: 'x', dsn });
      expect(server.lines).toEqual(
        expect.arrayContaining([
          'MAIL FROM:<a@example.test> RET=FULL ENVID=order+2042',
          'RCPT TO:<b@example.test> NOTIFY=FAILURE,DELAY ORCPT=rfc822;first@example.test',
        ]),
      );
    });
  },
);
