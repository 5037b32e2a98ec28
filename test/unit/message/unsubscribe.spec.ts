import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { MailParseError } from '../../../lib/errors/mail-parse.error.js';
import type { MailMessage } from '../../../lib/message/message.js';
import { prepareMail } from '../../../lib/message/prepare-mail.js';
import { UnsubscribeLinks } from '../../../lib/message/unsubscribe/unsubscribe-links.js';

const DAY = 86_400_000;
const [OLD, NEW] = ['o'.repeat(32), 'n'.repeat(32)];
const url = 'https://a.example/unsubscribe?lang=ko';

function links(secrets: readonly string[] = [NEW], now = 0, mailto?: string): UnsubscribeLinks {
  return new UnsubscribeLinks({ url, secrets, validFor: 30 * DAY, mailto }, () => now);
}

function tokenOf(link: string): string {
  return new URL(link).searchParams.get('token') ?? '';
}

function headersOf(message: Partial<MailMessage>, unsubscribe?: UnsubscribeLinks) {
  const defaults = { headers: { 'List-Id': '<news.a.example>' }, ...(unsubscribe && { unsubscribe }) };
  const mail = prepareMail({ from: 'a@a.example', to: 'bob@b.example', text: 't', ...message }, defaults);
  return Object.fromEntries(mail.headers.map(({ name, value }) => [name, value]));
}

function refusal(message: Partial<MailMessage>, unsubscribe = links()): Partial<MailParseError> {
  try {
    headersOf(message, unsubscribe);
  } catch (error) {
    if (error instanceof MailParseError) return { field: error.field, problem: error.problem };
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('unsubscribe of a message', () => {
  it('writes both headers as RFC 8058 has them', () => {
    expect(
      headersOf({ unsubscribe: { url: 'https://a.example/u?id=1&x=<2>', mailto: 'off@a.example' } }),
    ).toEqual({
      'List-Id': '<news.a.example>',
      'List-Unsubscribe': '<https://a.example/u?id=1&x=%3C2%3E>, <mailto:off@a.example?subject=unsubscribe>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });

  it('says nothing of one click where there is only an address for mail', () => {
    expect(headersOf({ unsubscribe: { mailto: 'mailto:off@a.example?subject=stop%20it' } })).toEqual({
      'List-Id': '<news.a.example>',
      'List-Unsubscribe': '<mailto:off@a.example?subject=stop%20it>',
    });
  });

  it('makes a signed link for the recipient and the list', () => {
    const signer = links([NEW], 0, 'off@a.example');
    const { 'List-Unsubscribe': value = '' } = headersOf({ unsubscribe: { list: 'news' } }, signer);
    const [, link = '', mail] = /^<(.*)>, <(.*)>$/u.exec(value) ?? [];
    expect(link).toMatch(/^https:\/\/a\.example\/unsubscribe\?lang=ko&token=[\w.-]+$/u);
    expect(mail).toBe('mailto:off@a.example?subject=unsubscribe');
    expect(signer.read(tokenOf(link))).toEqual({ status: 'valid', address: 'bob@b.example', list: 'news' });
    const plain = headersOf({ unsubscribe: true }, signer)['List-Unsubscribe'] ?? '';
    expect(signer.read(tokenOf(plain.slice(1, plain.indexOf('>'))))).toMatchObject({ list: 'default' });
  });

  it.each<[string, Partial<MailMessage>, string]>([
    ['an address that is not https', { unsubscribe: { url: 'http://a.example/u' } }, 'unsubscribe.url'],
    ['an address with a password', { unsubscribe: { url: 'https://a:b@a.example/u' } }, 'unsubscribe.url'],
    ['a script', { unsubscribe: { url: 'javascript:alert(1)' } }, 'unsubscribe.url'],
    ['a line break', { unsubscribe: { url: 'https://a.example/\r\nBcc: x@x' } }, 'unsubscribe.url'],
    [
      'an endless address',
      { unsubscribe: { url: `https://a.example/${'x'.repeat(1000)}` } },
      'unsubscribe.url',
    ],
    [
      'a mailto that leaves its brackets',
      { unsubscribe: { mailto: 'mailto:a@a.example>,<x' } },
      'unsubscribe.mailto',
    ],
    ['an empty list', { unsubscribe: { list: ' ' } }, 'unsubscribe.list'],
    ['a misspelt field', { unsubscribe: { uri: 'x' } as object }, 'unsubscribe.uri'],
    ['something else', { unsubscribe: 'https://a.example' as unknown as true }, 'unsubscribe'],
    ['a signed link for two', { to: ['a@b.example', 'b@b.example'], unsubscribe: true }, 'unsubscribe'],
    ['a header beside it', { headers: { 'list-unsubscribe': '<x>' }, unsubscribe: true }, 'headers'],
  ])('refuses %s before the network', (_what, message, field) => {
    expect(refusal(message)).toMatchObject({ field });
  });

  it('asks for the settings that a signed link needs', () => {
    expect(() => headersOf({ unsubscribe: true }, new UnsubscribeLinks())).toThrow(
      'nest.mail.unsubscribe.url',
    );
  });
});

describe('the token of a link', () => {
  const link = links().urlFor('bob@b.example', 'news');

  it('is worth nothing when anything in it is changed', () => {
    const token = tokenOf(link);
    const text = fc.string({
      unit: fc.constantFrom(...Array.from('abcXYZ019-_.=')),
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), text, (at, other) => {
        const changed = token.slice(0, at) + other + token.slice(at + other.length);
        // The last letter of base64 holds bits that mean nothing.
        const isSame = Buffer.from(changed.split('.')[1] ?? '', 'base64url').equals(
          Buffer.from(token.split('.')[1] ?? '', 'base64url'),
        );
        fc.pre(!isSame || changed.split('.')[0] !== token.split('.')[0] || changed.split('.').length !== 2);
        expect(links().read(changed)).toEqual({ status: 'invalid' });
      }),
    );
    for (const odd of ['', '.', '..', `${token}.`, 'x'.repeat(1e6), undefined, null, ['a'], { a: 1 }]) {
      expect(links().read(odd)).toEqual({ status: 'invalid' });
    }
  });

  it('is not what the same secret signs for another purpose', () => {
    const [claims = ''] = tokenOf(link).split('.');
    const other = createHmac('sha256', NEW).update(claims).digest('base64url');
    expect(links().read(`${claims}.${other}`)).toEqual({ status: 'invalid' });
  });

  it('expires', () => {
    expect(links([NEW], 30 * DAY - 1000).read(tokenOf(link))).toMatchObject({ status: 'valid' });
    expect(links([NEW], 30 * DAY).read(tokenOf(link))).toEqual({ status: 'expired' });
  });

  it('outlives a new secret as long as the old one is kept, and is signed with the new one', () => {
    const old = tokenOf(links([OLD]).urlFor('bob@b.example'));
    expect(links([NEW, OLD]).read(old)).toMatchObject({ status: 'valid' });
    expect(links([NEW]).read(old)).toEqual({ status: 'invalid' });
    expect(links([NEW]).read(tokenOf(links([NEW, OLD]).urlFor('bob@b.example')))).toMatchObject({
      status: 'valid',
    });
  });
});
