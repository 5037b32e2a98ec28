import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { MailParseException, type MimeMessage, MimeMessageHelper } from 'nestjs-spring-mail/spring';
import { withSender } from '../../../support/java-mail-sender.js';
import { rejection } from '../../../support/with-server.js';

const HEADER = [
  'Received: from old.example by relay.example;',
  '\tThu, 1 Jan 2004 00:00:00 +0000',
  'DKIM-Signature: v=1; a=rsa-sha256; d=mail.example;',
  '  b=abc',
  'From: =?ISO-8859-1?Q?J=FCrgen?= <me@mail.example>',
  'To: Team: you@mail.example, "Doe, Jane" <jane@mail.example>;',
  'Bcc: us@mail.example',
  'Subject: =?EUC-KR?B?vsiz58fPvLy/5A==?=',
  'Message-ID: <old@mail.example>',
  'Date: Thu, 1 Jan 2004 00:00:00 +0000',
  'X-Odd:   two  blanks',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="b"',
];
const CONTENT = [
  'A preamble.',
  '--b',
  'Content-Type: text/plain; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Gr=FC=DFe',
  '.',
  '--b',
  'Content-Type: application/octet-stream; name=a.bin',
  'Content-Transfer-Encoding: base64',
  '',
  'AAE=',
  '--b--',
  '',
];
const MAIL = [...HEADER, '', ...CONTENT].join('\r\n');

async function sent(mail: string | Buffer, change: (message: MimeMessage) => void = () => undefined) {
  const mails: string[] = [];
  await withSender({}, async (sender, server) => {
    const message = await sender.createMimeMessage(Buffer.from(mail));
    change(message);
    await sender.send(message);
    mails.push(...server.mails.map(({ content }) => content.toString('latin1')));
  });
  return mails[0] ?? '';
}

const without = (lines: readonly string[], ...names: string[]): string[] =>
  lines.filter((line) => names.every((name) => !line.startsWith(`${name}:`)));

describe('createMimeMessage of a stream', () => {
  it('sends the mail as it was, without Bcc, to everybody it names', () =>
    withSender({}, async (sender, server) => {
      const message = await sender.createMimeMessage(Readable.from([Buffer.from(MAIL)]));
      const receipt = await sender.send(message);
      expect(receipt).toMatchObject({ messageId: '<old@mail.example>' });
      const [mail] = server.mails;
      expect(mail?.content.toString()).toBe([...without(HEADER, 'Bcc'), '', ...CONTENT].join('\r\n'));
      expect([mail?.from, mail?.to]).toEqual([
        'me@mail.example',
        ['you@mail.example', 'jane@mail.example', 'us@mail.example'],
      ]);
    }));

  it('reads its header fields', () =>
    withSender({}, async (sender) => {
      const message = await sender.createMimeMessage(Buffer.from(MAIL));
      expect(message.getSubject()).toBe('안녕하세요');
      expect(message.getFrom()?.map((one) => [one.getPersonal(), one.getAddress()])).toEqual([
        ['Jürgen', 'me@mail.example'],
      ]);
      expect(message.getAllRecipients()?.map(String)).toEqual([
        'you@mail.example',
        '"Doe, Jane" <jane@mail.example>',
        'us@mail.example',
      ]);
      expect(message.getSentDate()).toEqual(new Date('2004-01-01T00:00:00Z'));
      expect(message.getMessageID()).toBe('<old@mail.example>');
      expect(message.getHeader('x-odd')).toEqual(['two  blanks']);
      expect(message.getHeader('Received')).toEqual([
        'from old.example by relay.example;\tThu, 1 Jan 2004 00:00:00 +0000',
      ]);
      expect(message.getHeader('X-None')).toBeNull();
      expect(message.getText()?.trim()).toBe('Grüße\n.');
    }));

  it('changes what is set, and leaves the rest', async () => {
    const mail = await sent(MAIL, (message) => {
      message.setSubject('Later');
      message.setRecipients('To', 'bob@mail.example');
      message.addHeader('X-Odd', 'more');
      message.removeHeader('DKIM-Signature');
    });
    const [header = '', ...content] = mail.split('\r\n\r\n');
    expect(content.join('\r\n\r\n')).toBe(CONTENT.join('\r\n'));
    expect(header).toMatch(/^Received: from old.*^X-Odd: {3}two {2}blanks\r$.*^X-Odd: more\r?$/msu);
    expect(header).toMatch(/^Subject: Later\r?$/mu);
    expect(header).toMatch(/^To: bob@mail\.example\r?$/mu);
    expect(header.match(/^(?:Subject|To|Message-ID|Date|MIME-Version|Content-Type):/gmu)).toHaveLength(6);
    expect(header).not.toMatch(/DKIM|us@/u);
  });

  it('has another content once one is set', async () => {
    const mail = await sent(MAIL, (message) => {
      const helper = new MimeMessageHelper(message, true);
      helper.setText('New.');
      helper.addAttachment('n.txt', Buffer.from('n'));
    });
    expect(mail).toMatch(/^X-Odd: {3}two {2}blanks\r$/mu);
    expect(mail.match(/^(?:MIME-Version|Content-Type: multipart)/gmu)).toHaveLength(2);
    expect(mail).toContain('New.');
    expect(mail).not.toMatch(/Gr=FC|preamble/u);
  });

  it('adds what a mail must have, and puts line breaks right', async () => {
    const mail = await sent('From me Thu Jan  1\nFrom: me@mail.example\nTo: you@mail.example\n\nHi\n.\nBye');
    expect(mail).toMatch(/^From: me@mail\.example\r\nTo: you@mail\.example\r\n/u);
    expect(mail).toMatch(/^Message-ID: <[^>]+@mail\.example>\r$/mu);
    expect(mail).toMatch(/^Date: /mu);
    expect(mail.slice(mail.indexOf('\r\n\r\n'))).toBe('\r\n\r\nHi\r\n.\r\nBye\r\n');
  });

  it('sends bytes above 127 as they are', async () => {
    const bytes = Buffer.from(
      'From: me@mail.example\r\nTo: you@mail.example\r\n\r\nGr\xfc\xdfe\r\n',
      'latin1',
    );
    expect(await sent(bytes)).toMatch(/\r\n\r\nGr\xfc\xdfe\r\n$/u);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['what is no mail', Buffer.from('Hello there\r\n')],
    ['an address that is none', Buffer.from('From: a..b@mail.example\r\n\r\nHi')],
    [
      'a stream that fails',
      new Readable({
        read() {
          this.destroy(new Error('gone'));
        },
      }),
    ],
  ])('refuses %s', (_what, content) =>
    withSender({}, async (sender) => {
      const error = await rejection(sender.createMimeMessage(content));
      expect(error).toBeInstanceOf(MailParseException);
      expect(String(error)).toContain('Could not parse raw MIME content');
    }),
  );
});
