import { describe, expect, it } from '@jest/globals';
import { MailParseError } from '../../../lib/errors/mail-parse.error.js';
import type { MailMessage } from '../../../lib/message/message.js';
import { prepareMail } from '../../../lib/message/prepare-mail.js';

const message = { from: 'a@good.test', to: 'b@good.test', subject: 'Hi', text: '👋' } satisfies MailMessage;

describe('prepareMail fixes what every attempt must share', () => {
  it('Message-ID in the domain of the author, date, envelope', () => {
    const mail = prepareMail(message);
    expect(mail.messageId).toMatch(/^<[\da-f-]{36}@good\.test>$/u);
    expect(mail.date).toBeInstanceOf(Date);
    expect(mail.envelope).toEqual({ from: 'a@good.test', to: ['b@good.test'] });
  });

  it('keeps a Message-ID and a date that were given', () => {
    const sentDate = new Date(0);
    const mail = prepareMail({ ...message, messageId: '<1@x.test>', sentDate });
    expect([mail.messageId, mail.date]).toEqual(['<1@x.test>', new Date(0)]);
    expect(mail.date).not.toBe(sentDate);
  });

  it('to, cc and bcc become recipients, each once; bcc stays out of the headers', () => {
    const mail = prepareMail({
      ...message,
      to: ['b@good.test', 'b@GOOD.test'],
      cc: 'c@good.test',
      bcc: ['hidden@good.test', 'c@good.test'],
    });
    expect(mail.envelope.to).toEqual(['b@GOOD.test', 'c@good.test', 'hidden@good.test']);
    expect(JSON.stringify({ ...mail, envelope: undefined })).not.toContain('hidden@good.test');
  });

  it('bounces go to the envelope sender of the settings', () => {
    const mail = prepareMail(message, { envelopeFrom: 'bounce@good.test' });
    expect(mail.envelope.from).toBe('bounce@good.test');
    expect(mail.from.address).toBe('a@good.test');
  });

  it('fills in the defaults, and the message wins over them', () => {
    const defaults = {
      from: 'Team <team@good.test>',
      replyTo: 'help@good.test',
      headers: { 'X-App': 'one', 'X-Env': 'test' },
    };
    const { from: _from, ...anonymous } = message;
    const mail = prepareMail({ ...anonymous, headers: { 'x-app': 'two' } }, defaults);
    expect(mail.from).toEqual({ name: 'Team', address: 'team@good.test' });
    expect(mail.replyTo).toEqual([{ address: 'help@good.test' }]);
    expect(mail.headers).toEqual([
      { name: 'X-Env', value: 'test' },
      { name: 'x-app', value: 'two' },
    ]);
  });

  it('changes nothing of the caller, even frozen all the way down', () => {
    const frozen = Object.freeze({
      ...message,
      to: Object.freeze(['b@good.test']),
      headers: Object.freeze({ 'X-A': 'v' }),
    });
    expect(prepareMail(frozen).headers).toEqual([{ name: 'X-A', value: 'v' }]);
  });
});

describe('prepareMail names the field that is wrong', () => {
  it.each<[string, Record<string, unknown>]>([
    ['from', { from: undefined }],
    ['from', { from: 'a@good.test, evil@evil.test' }],
    ['to', { to: undefined }],
    ['to', { to: [], cc: [], bcc: [] }],
    ['to[1]', { to: ['b@good.test', 'localonly'] }],
    ['to', { to: Array.from({ length: 1001 }, (_, index) => `u${index}@good.test`) }],
    ['replyTo', { replyTo: 'a@good.test\r\nBcc: evil@evil.test' }],
    ['subject', { subject: 'hi\nBcc: evil@evil.test' }],
    ['subject', { subject: 'hi\rBcc: evil@evil.test' }],
    ['subject', { subject: { a: 1 } }],
    ['subject', { subject: 'x'.repeat(1_000_000) }],
    ['content', { text: undefined }],
    ['text', { text: 5 }],
    ['text', { text: 'x'.repeat(4_194_305) }],
    ['html', { html: 'x'.repeat(4_194_305) }],
    ['sentDate', { sentDate: new Date(Number.NaN) }],
    ['headers', { headers: { 'X-A\r\nBcc': 'x' } }],
    ['headers', { headers: { '': 'x' } }],
    ['headers', { headers: { Bcc: 'evil@evil.test' } }],
    ['headers', { headers: { From: 'ceo@bank.test' } }],
    ['headers', { headers: { 'Content-Type': 'text/html' } }],
    ['headers["X-A"]', { headers: { 'X-A': 'v\r\nX-B: w' } }],
    ['headers["X-A"]', { headers: { 'X-A': { prepared: true, value: '1' } } }],
    ['messageId', { messageId: 'abc' }],
    ['inReplyTo', { inReplyTo: '<x@y>\r\nBcc: evil@evil.test' }],
    ['references[1]', { references: ['<a@b>', 'no id'] }],
    ['priority', { priority: 'urgent' }],
    ['envelope2', { envelope2: { to: 'evil@evil.test' } }],
    ['date', { date: new Date() }],
    ['raw', { raw: 'Subject: x' }],
    ['__proto__', JSON.parse('{"__proto__": {"bcc": "evil@evil.test"}}') as Record<string, unknown>],
    ['to[0]', { to: Array.from({ length: 3 }) }],
    ['references', { references: Array.from({ length: 1001 }, () => '<a@b>') }],
    ['headers', { headers: new Map([['X-A', 'v']]) }],
    ['headers', { headers: new Date() }],
    ['headers', { headers: Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`X-${i}`, 'v'])) }],
    ['headers["X-A"]', { headers: { 'X-A': Array.from({ length: 201 }, () => 'v') } }],
    ['attachments', { attachments: Array.from({ length: 101 }, () => ({ filename: 'a', content: '' })) }],
    // Taking it member by member would fill the memory.
    ['attachments', { attachments: Object.assign([], { length: 4_294_967_295 }) }],
    ['attachments[1]', { attachments: Object.assign([{ filename: 'a', content: '' }], { length: 2 }) }],
    ['attachments[0].encoding', { attachments: [{ filename: 'a', content: '', encoding: 'base64' }] }],
    ['attachments[0].raw', { attachments: [{ filename: 'a', content: '', raw: 'X-A: v' }] }],
    ['inline[0].href', { inline: [{ cid: 'a', content: '', href: 'http://127.0.0.1/' }] }],
    ['attachments[0].filename', { attachments: [{ filename: 'a\r\nb.txt', content: '' }] }],
    ['attachments[0].content', { attachments: [{ filename: 'a.txt' }] }],
    [
      'attachments[0].contentType',
      { attachments: [{ filename: 'a.txt', content: '', contentType: 'x\r\ny' }] },
    ],
    ['inline[0].cid', { inline: [{ cid: 'a b', content: '' }] }],
  ])('%s', (field, change) => {
    const send = (): unknown => prepareMail({ ...message, ...change });
    expect(send).toThrow(MailParseError);
    expect(send).toThrow(expect.objectContaining({ field }));
  });

  it('also when reading it throws', () => {
    const { proxy, revoke } = Proxy.revocable<object>({}, {});
    revoke();
    const getter = Object.defineProperty({}, 'address', {
      enumerable: true,
      get() {
        throw new Error('no address');
      },
    });
    for (const to of [proxy, [proxy], getter]) {
      const send = (): unknown => prepareMail({ ...message, to } as unknown as MailMessage);
      expect(send).toThrow(MailParseError);
    }
  });

  it('takes a field without a value for one that is not there', () => {
    const sparse: object = { ...message, cc: undefined, unheardOf: undefined };
    expect(prepareMail(sparse).cc).toEqual([]);
  });

  it('refuses what is no message at all', () => {
    expect(() => prepareMail(null as unknown as MailMessage)).toThrow(MailParseError);
  });
});
