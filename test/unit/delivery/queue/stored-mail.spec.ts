import { describe, expect, it } from '@jest/globals';
import { restoreMail, storeMail } from '../../../../lib/delivery/queue/stored-mail.js';
import { compose } from '../../../../lib/message/compose/compose.js';
import type { Mail } from '../../../../lib/message/mail.js';
import type { MailMessage } from '../../../../lib/message/message.js';
import { prepareMail } from '../../../../lib/message/prepare-mail.js';
import { composeInput } from '../../../../lib/transport/composed-mail.js';
import { smallMailBytes } from '../../../support/mail-bytes.js';

const whole: MailMessage = {
  from: { name: '보내는 이', address: 'a@example.test' },
  sender: 'secretary@example.test',
  to: ['b@example.test', 'Cem Öz <c@example.test>'],
  bcc: 'hidden@example.test',
  replyTo: 'team@example.test',
  subject: '회의',
  text: '안녕하세요',
  html: '<p>안녕 😀</p>',
  amp: '<!doctype html><html ⚡4email></html>',
  calendar: { content: 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n' },
  sentDate: new Date('2026-01-01T00:00:00Z'),
  headers: { 'X-App': ['one', 'two'] },
  attachments: [{ filename: 'a.bin', content: new Uint8Array([0, 1, 255]) }],
  inline: [{ cid: 'logo', content: 'png', contentType: 'image/png' }],
  priority: 'high',
  messageId: '<whole@example.test>',
  inReplyTo: '<first@example.test>',
  references: ['<first@example.test>'],
  dsn: { notify: 'FAILURE', envid: 'x' },
  tags: ['sign-up'],
  metadata: { order: '42' },
  idempotencyKey: 'order-42',
};

function stored(mail: Mail): Mail {
  return restoreMail(JSON.parse(JSON.stringify(storeMail(mail))));
}

describe('a mail that waited in a store', () => {
  it('is composed to the same bytes, whatever it holds', () => {
    const mail = prepareMail(whole, { charset: 'EUC-KR', provider: 'SES' });
    const bytes = (one: Mail): string =>
      smallMailBytes(compose(composeInput(one), 'b').content).toString('latin1');
    expect(bytes(stored(mail))).toBe(bytes(mail));
    expect(bytes(mail)).toContain('charset=EUC-KR');
    expect(stored(mail)).toMatchObject({
      envelope: mail.envelope,
      dsn: mail.dsn,
      tags: ['sign-up'],
      metadata: { order: '42' },
      idempotencyKey: 'order-42',
    });
  });

  it('keeps where its files come from, to be read when it is sent', () => {
    const attachments = [{ path: 'a.pdf' }, { url: 'https://cdn.test/b.pdf' }];
    const mail = stored(prepareMail({ ...whole, attachments }));
    expect(
      mail.attachments.map(({ content }) =>
        'origin' in Object(content) ? Reflect.get(Object(content), 'origin') : content,
      ),
    ).toEqual([
      { kind: 'path', path: 'a.pdf' },
      { kind: 'url', url: new URL('https://cdn.test/b.pdf') },
    ]);
  });

  it('names no charset that somebody wrote into the store', () => {
    const mail = { ...storeMail(prepareMail(whole)), charset: 'x\r\nBcc: evil@evil.test' };
    const bytes = smallMailBytes(compose(composeInput(restoreMail(mail)), 'b').content).toString();
    expect(bytes).not.toContain('evil');
  });
});
