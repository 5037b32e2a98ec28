import { describe, expect, it } from '@jest/globals';
import { MailParseError } from '../../../lib/errors/mail-parse.error.js';
import type { MailMessage } from '../../../lib/message/message.js';
import { type MessageDefaults, prepareMail } from '../../../lib/message/prepare-mail.js';

const message = { from: 'a@good.test', to: 'b@good.test', subject: 'Hi', text: '👋' } satisfies MailMessage;
const invitation = 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n';

function headersOf(fields: Partial<MailMessage>, defaults: MessageDefaults = {}): Record<string, string> {
  const { headers } = prepareMail({ ...message, ...fields }, defaults);
  return Object.fromEntries(headers.map(({ name, value }) => [name, value]));
}

describe('a calendar', () => {
  it('takes its method from what it says, and goes along as invite.ics', () => {
    const { calendar } = prepareMail({ ...message, calendar: { content: invitation } });
    expect(calendar).toEqual({ content: invitation, method: 'REQUEST', filename: 'invite.ics' });
  });

  it('is content enough', () => {
    const { text: _text, ...silent } = message;
    expect(prepareMail({ ...silent, calendar: { content: invitation, filename: false } }).calendar).toEqual({
      content: invitation,
      method: 'REQUEST',
      filename: undefined,
    });
  });
});

describe('the envelope', () => {
  it('goes where it says, whatever the headers say', () => {
    const mail = prepareMail({
      ...message,
      envelope: { from: 'Bounces <bounces@good.test>', to: ['c@good.test', 'c@GOOD.test'] },
    });
    expect(mail.envelope).toEqual({ from: 'bounces@good.test', to: ['c@GOOD.test'] });
    expect(mail.to).toEqual([{ address: 'b@good.test' }]);
  });

  it('wins over the settings, and may ask for no bounces', () => {
    const defaults = { envelopeFrom: 'bounces@good.test' };
    expect(prepareMail({ ...message, envelope: { from: '' } }, defaults).envelope.from).toBe('');
    expect(prepareMail({ ...message, envelope: {} }, defaults).envelope.from).toBe('bounces@good.test');
  });
});

describe('delivery reports', () => {
  it('are asked for as RFC 3461 has it', () => {
    const dsn = {
      notify: ['FAILURE', 'DELAY'],
      ret: 'HDRS',
      envid: 'order 42',
      orcpt: 'x@good.test',
    } as const;
    expect(prepareMail({ ...message, dsn }).dsn).toEqual({ ...dsn, orcpt: 'rfc822;x@good.test' });
  });
});

describe('tags and metadata', () => {
  const labels = { tags: ['sign-up', 'eu'], metadata: { order: '42', who: '김' } };

  it('are headers that any server passes on', () => {
    const headers = prepareMail({ ...message, ...labels }).headers.map(({ name, value }) => [name, value]);
    expect(headers).toEqual([
      ['X-Tag', 'sign-up'],
      ['X-Tag', 'eu'],
      ['X-Metadata-order', '42'],
      ['X-Metadata-who', '김'],
    ]);
  });

  it.each<[string, Partial<MailMessage>, Record<string, string>]>([
    [
      'SES-EU-WEST-1',
      { tags: ['a', 'b'], metadata: { k: 'v' } },
      { 'X-SES-MESSAGE-TAGS': 'tag=a, tag-2=b, k=v' },
    ],
    [
      'Mailgun',
      { tags: 'a', metadata: { k: 'v' } },
      { 'X-Mailgun-Tag': 'a', 'X-Mailgun-Variables': '{ "k": "v" }' },
    ],
    [
      'SendGrid',
      labels,
      {
        'X-SMTPAPI':
          '{ "category": [ "sign-up", "eu" ], "unique_args": { "order": "42", "who": "\\uae40" } }',
      },
    ],
    ['Postmark', { tags: 'a', metadata: { k: 'v' } }, { 'X-PM-Tag': 'a', 'X-PM-Metadata-k': 'v' }],
    ['Mandrill', { tags: ['a', 'b'] }, { 'X-MC-Tags': 'a,b' }],
    [
      'Mailjet',
      { tags: 'a', metadata: { k: 'v' } },
      { 'X-Mailjet-Campaign': 'a', 'X-MJ-EventPayload': '{ "k": "v" }' },
    ],
    ['Sparkpost', { metadata: { k: 'v' } }, { 'X-MSYS-API': '{ "metadata": { "k": "v" } }' }],
    ['SendinBlue', { tags: 'a' }, { 'X-Mailin-Tag': 'a' }],
    ['gmail', { tags: 'a' }, { 'X-Tag': 'a' }],
  ])('are told to %s in its words', (provider, fields, expected) => {
    expect(headersOf(fields, { provider })).toEqual(expected);
  });

  it('are kept with the mail, for transports that write no headers', () => {
    expect(prepareMail({ ...message, ...labels })).toMatchObject(labels);
    expect(prepareMail(message)).toMatchObject({ tags: [], metadata: {} });
  });
});

describe('the media type of a file', () => {
  it.each([
    ['사진.HEIC', 'image/heic'],
    ['계약서.hwp', 'application/x-hwp'],
    ['a.md', 'text/markdown'],
    ['a.docx', undefined],
    ['README', undefined],
  ])('%s', (filename, contentType) => {
    const [file] = prepareMail({ ...message, attachments: [{ filename, content: 'x' }] }).attachments;
    expect(file?.contentType).toBe(contentType);
  });
});

describe('the name of a file', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ann\\a.pdf', 'a.pdf'],
    ['inv\u202Efdp.exe', 'invfdp.exe'],
  ])('%j arrives as %j', (filename, shown) => {
    const [file] = prepareMail({ ...message, attachments: [{ filename, content: 'x' }] }).attachments;
    expect(file?.filename).toBe(shown);
  });

  it('of an address is read in no time, however long that is', () => {
    const url = new URL(`https://cdn.test/${'a'.repeat(50_000)}/`);
    const started = performance.now();
    const [file] = prepareMail({ ...message, attachments: [{ url }] }).attachments;
    expect(performance.now() - started).toBeLessThan(500);
    expect(file?.filename).toBe('attachment');
  });

  it('is that of the path or address it comes from', () => {
    const { attachments, inline } = prepareMail({
      ...message,
      attachments: [{ path: 'reports/2025 한.pdf' }, { url: 'https://cdn.test/a%20b.png?sig=1' }],
      inline: [
        { cid: 'logo', path: 'logo.png' },
        { cid: 'x.png', content: '' },
      ],
    });
    expect([...attachments, ...inline].map(({ filename }) => filename)).toEqual([
      '2025 한.pdf',
      'a b.png',
      'logo.png',
      'x.png',
    ]);
  });
});

describe('a field that is not valid is named', () => {
  it.each<[string, Record<string, unknown>]>([
    ['calendar', { calendar: 'BEGIN:VCALENDAR' }],
    ['calendar.content', { calendar: { content: 'BEGIN:VCALENDAR' } }],
    ['calendar.content', { calendar: { content: { path: '/etc/passwd' } } }],
    ['calendar.method', { calendar: { content: 'BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR' } }],
    ['calendar.method', { calendar: { content: invitation, method: 'REQUEST\r\nX-Evil: 1' } }],
    ['calendar.method', { calendar: { content: invitation, method: 'CANCEL' } }],
    ['calendar.filename', { calendar: { content: invitation, filename: 'a\r\nb' } }],
    ['amp', { amp: { path: '/etc/passwd' } }],
    ['content', { text: undefined, amp: '<html amp4email>' }],
    ['envelope', { envelope: 'a@good.test' }],
    ['envelope.size', { envelope: { from: 'a@good.test', size: '100\r\nRCPT TO:<e@evil.test>' } }],
    ['envelope.from', { envelope: { from: 'a@good.test>\r\nRCPT TO:<e@evil.test' } }],
    ['envelope.to', { envelope: { to: [] } }],
    ['envelope.to', { envelope: { to: 'b@good.test>\r\nRCPT TO:<evil@evil.test' } }],
    ['dsn', { dsn: 'FAILURE' }],
    ['dsn.notify', { dsn: { notify: ['NEVER', 'FAILURE'] } }],
    ['dsn.notify', { dsn: { notify: [] } }],
    ['dsn.ret', { dsn: { ret: 'ALL' } }],
    ['dsn.envid', { dsn: { envid: 'x\r\nRCPT TO:<e@evil.test>' } }],
    ['dsn.orcpt', { dsn: { orcpt: 'b@good.test' }, cc: 'c@good.test' }],
    ['dsn.return', { dsn: { return: 'FULL' } }],
    ['calendar.path', { calendar: { content: invitation, path: '/etc/passwd' } }],
    ['transporterName', { transporterName: 'billing' }],
    ['tags[1]', { tags: ['a', ''] }],
    ['tags[0]', { tags: 'a\r\nBcc: e@evil.test' }],
    ['metadata', { metadata: { 'a b': 'x' } }],
    ['metadata', { metadata: ['x'] }],
    ['metadata.k', { metadata: { k: 1 } }],
    ['idempotencyKey', { idempotencyKey: '' }],
    ['raw', { raw: { path: '/etc/passwd' } }],
    ['date', { date: new Date() }],
    ['list', { list: { help: 'x' } }],
    ['icalEvent', { icalEvent: { content: invitation } }],
    ['attachments[0]', { attachments: [{ filename: 'a', content: 'x', path: '/x' }] }],
    ['attachments[0].content', { attachments: [{ filename: 'a', content: { path: '/etc/passwd' } }] }],
    ['attachments[0].filename', { attachments: [{ content: 'x' }] }],
    ['attachments[0].filename', { attachments: [{ filename: 'x'.repeat(300), content: 'x' }] }],
    ['attachments[0].path', { attachments: [{ path: 'a\0.txt' }] }],
    ['attachments[0].path', { attachments: [{ path: 'file:///etc/passwd' }] }],
    ['attachments[0].url', { attachments: [{ url: 'file:///etc/passwd' }] }],
    ['attachments[0].url', { attachments: [{ url: 'https://ann:secret@x.test/a.pdf' }] }],
    ['attachments[0].href', { attachments: [{ href: 'https://x.test/' }] }],
    ['attachments[0].httpHeaders', { attachments: [{ url: 'https://x.test/a', httpHeaders: {} }] }],
    ['attachments[0].raw', { attachments: [{ raw: 'Content-Type: text/html\r\n\r\n<b>x' }] }],
    ['attachments[0].encoding', { attachments: [{ filename: 'a', content: 'zz', encoding: 'nope' }] }],
    ['attachments', { attachments: Array.from({ length: 1000 }, () => ({ filename: 'a', content: '' })) }],
  ])('%s', (field, change) => {
    const send = (): unknown => prepareMail({ ...message, ...change });
    expect(send).toThrow(MailParseError);
    expect(send).toThrow(expect.objectContaining({ field }));
    expect(send).not.toThrow(/secret/u);
  });

  it.each([
    ['templateName', /Write template\./u],
    ['body', /Write text, html or both\./u],
  ])('%s, with the field that is meant', (field, advice) => {
    expect(() => prepareMail({ ...message, [field]: 'x' })).toThrow(advice);
  });

  it('where a provider takes one tag, or no such value', () => {
    expect(() => headersOf({ tags: ['a', 'b'] }, { provider: 'Postmark' })).toThrow(/Postmark takes one/u);
    expect(() => headersOf({ tags: 'a b' }, { provider: 'SES' })).toThrow(/Amazon SES does not take/u);
  });
});
