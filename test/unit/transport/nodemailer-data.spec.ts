import { describe, expect, it } from '@jest/globals';
import type { SendMailOptions } from 'nodemailer';
import { compose } from '../../../lib/message/compose/compose.js';
import type { ComposeInput } from '../../../lib/message/compose/compose-input.js';
import type { MailMessage } from '../../../lib/message/message.js';
import { prepareMail } from '../../../lib/message/prepare-mail.js';
import { composeInput } from '../../../lib/transport/composed-mail.js';
import { fromNodemailer } from '../../../lib/transport/nodemailer-data.js';
import { toNodemailer } from '../../../lib/transport/nodemailer-message.js';
import { smallMailBytes } from '../../support/mail-bytes.js';

const message: MailMessage = {
  from: 'Ann <ann@a.example>',
  to: ['bob@b.example', { name: 'Cem Öz', address: 'cem@c.example' }],
  cc: 'dan@d.example',
  replyTo: 'team@a.example',
  subject: 'Grüße 👋',
  text: 'Hello',
  html: '<p>Hello <img src="cid:logo"></p>',
  priority: 'high',
  inReplyTo: '<1@b.example>',
  references: ['<0@b.example>', '<1@b.example>'],
  headers: { 'X-Campaign': 'autumn' },
  attachments: [{ filename: '견적서.pdf', content: Buffer.from('%PDF') }],
  inline: [{ cid: 'logo', filename: 'logo.png', content: Buffer.from('png'), contentType: 'image/png' }],
};

const data = (fields: object = {}): SendMailOptions => ({ ...toNodemailer(prepareMail(message)), ...fields });

const bytes = (input: ComposeInput | undefined) =>
  input && smallMailBytes(compose(input, 'b').content).toString();

describe("nodemailer's message data", () => {
  it('is composed to the same bytes as the message it was made from', () => {
    for (const one of [
      message,
      { ...message, replyTo: undefined, attachments: [], inline: [], cc: undefined },
    ]) {
      const mail = prepareMail(
        Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)),
      );
      expect(bytes(fromNodemailer(toNodemailer(mail)))).toBe(bytes(composeInput(mail)));
      expect(bytes(composeInput(mail))).toContain('Subject: =?UTF-8?');
    }
  });

  it('is taken as the plugins left it', () => {
    const changed = bytes(fromNodemailer(data({ text: 'Changed', headers: { 'X-By': 'plugin' } })));
    expect(changed).toContain('Changed');
    expect(changed).toContain('X-By: plugin');
    expect(changed).not.toContain('X-Campaign');
  });

  it.each<[string, object]>([
    ['an address as a text', { to: 'bob@b.example' }],
    ['a group of addresses', { to: [{ name: 'team', group: [] }] }],
    ['a text from a file', { text: { path: 'text.txt' } }],
    ['an attachment from a file', { attachments: [{ path: 'a.pdf' }] }],
    ['an attachment with a field we do not know', { attachments: [{ content: 'a', httpHeaders: {} }] }],
    ['a prepared header', { headers: { 'X-By': { prepared: true, value: 'x' } } }],
    ['a header with many values', { headers: [{ key: 'X-By', value: ['x', 'y'] }] }],
    ['a header that nodemailer writes', { headers: { 'Message-ID': '<2@b.example>' } }],
    ['a calendar event', { icalEvent: { content: 'BEGIN:VCALENDAR' } }],
    ['a raw mail', { raw: 'From: ann@a.example' }],
    ['an encoding', { textEncoding: 'base64' }],
    ['a date as a text', { date: '2026-01-01' }],
  ])('is left to nodemailer with %s', (_what, fields) => {
    expect(fromNodemailer(data())).toBeDefined();
    expect(fromNodemailer(data(fields))).toBeUndefined();
  });
});
