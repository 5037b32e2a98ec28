import { describe, expect, it } from '@jest/globals';
import { canCompose } from '../../../../lib/message/compose/can-compose.js';
import type { ComposeInput } from '../../../../lib/message/compose/compose-input.js';

const usual: ComposeInput = {
  from: [{ address: 'a@example.org' }],
  date: new Date(0),
  messageId: '<1@example.org>',
};

describe('what is left to nodemailer', () => {
  it('is nothing that is usual', () => {
    const attachments = [{ content: 'x', cid: 'a@b', contentType: 'text/plain; charset=utf-8' }];
    const headers = [{ name: 'List-Unsubscribe', value: '<https://example.org>' }];
    expect(canCompose({ ...usual, to: [{ address: 'o’neil@한국.kr' }], headers, attachments })).toBe(true);
  });

  it.each<[string, Partial<ComposeInput>]>([
    ['a local part with a quoted pair', { to: [{ address: String.raw`"a\"b"@example.org` }] }],
    ['a domain literal', { to: [{ address: 'a@[127.0.0.1]' }] }],
    ['an address with a line break', { to: [{ address: 'a@example.org\r\nBcc: b@example.org' }] }],
    ['an address that is two', { to: [{ address: 'a@example.org,b@example.org' }] }],
    ['a domain that turns into something else', { to: [{ address: 'a@ｘ（ｙ.example' }] }],
    ['a Message-ID without brackets', { messageId: '1@example.org' }],
    ['a reference with a blank', { references: ['<1 2@example.org>'] }],
    ['a header that the composer writes itself', { headers: [{ name: 'from', value: 'b@example.org' }] }],
    ['a header that changes the MIME tree', { headers: [{ name: 'Content-Type', value: 'text/html' }] }],
    ['a header name that is none', { headers: [{ name: 'X: y\r\nBcc', value: 'b@example.org' }] }],
    ['a priority said twice', { priority: 'high', headers: [{ name: 'x-priority', value: '3' }] }],
    ['an attachment that is a tree', { attachments: [{ content: 'x', contentType: 'multipart/mixed' }] }],
    ['a content type that is none', { attachments: [{ content: 'x', contentType: 'text/plain\r\nBcc: b' }] }],
    ['a Content-ID with brackets', { attachments: [{ content: 'x', cid: '<x>' }] }],
  ])('%s', (_, input) => {
    expect(canCompose({ ...usual, ...input })).toBe(false);
  });
});
