import { describe, expect, it } from '@jest/globals';
import { MailParseError } from '../../../lib/errors/mail-parse.error.js';
import { parseAddress } from '../../../lib/message/address.js';

describe('parseAddress reads exactly one mailbox', () => {
  it.each([
    ['ann@example.org', { address: 'ann@example.org' }],
    ['  ann@example.org ', { address: 'ann@example.org' }],
    ['<ann@example.org>', { address: 'ann@example.org' }],
    ['Ann Smith <ann@example.org>', { name: 'Ann Smith', address: 'ann@example.org' }],
    ['"Smith, Ann" <ann@example.org>', { name: 'Smith, Ann', address: 'ann@example.org' }],
    [String.raw`"A \"the\" B" <ann@example.org>`, { name: 'A "the" B', address: 'ann@example.org' }],
    ['홍길동 <hong@example.kr>', { name: '홍길동', address: 'hong@example.kr' }],
    [
      { name: 'Smith, Ann', address: 'ann@example.org' },
      { name: 'Smith, Ann', address: 'ann@example.org' },
    ],
    ['Ann.Smith+tag@EXAMPLE.org', { address: 'Ann.Smith+tag@EXAMPLE.org' }],
    ['dev@localhost', { address: 'dev@localhost' }],
    ['"john doe"@example.org', { address: '"john doe"@example.org' }],
    ['"john.doe"@example.org', { address: 'john.doe@example.org' }],
    ['jõgeva@example.org', { address: 'jõgeva@example.org' }],
  ])('%j', (input, expected) => {
    expect(parseAddress(input, 'to')).toEqual(expected);
  });

  it('writes an internationalised domain as it goes over the wire', () => {
    expect(parseAddress('info@jõgeva.test', 'to').address).toBe('info@xn--jgeva-dua.test');
    expect(parseAddress('b@good。test', 'to').address).toBe('b@good.test');
    expect(parseAddress('b@go\u00adod.test', 'to').address).toBe('b@good.test');
  });
});

it.each(['a@x.org, b@x.org', 'a@x.org;b@x.org', 'Ann <a@x.org>, Bob <b@x.org>'])(
  'several addresses in one text are to be a list: %s',
  (text) => {
    expect(() => parseAddress(text, 'to')).toThrow(/Write several recipients as a list/u);
    expect(() => parseAddress('Shop, Inc. <a@x.org>', 'from')).toThrow(/Quote a name that holds a comma/u);
  },
);

describe('parseAddress refuses what could go to somebody else', () => {
  it.each([
    ['two addresses', 'a@x.org, b@x.org'],
    ['two addresses with a semicolon', 'a@x.org; b@x.org'],
    ['two addresses with a blank', 'a@x.org b@x.org'],
    ['two addresses in brackets', '<evil@evil.test> <b@good.test>'],
    ['two addresses in an object', { address: 'a@x.org,b@x.org' }],
    ['an injected header', 'b@good.test\r\nBcc: evil@evil.test'],
    ['an injected command', 'b@good.test>\r\nRCPT TO:<evil@evil.test'],
    ['an injected header in a name', { name: 'x\r\nBcc: evil@evil.test', address: 'b@good.test' }],
    ['a NUL', 'b\u0000x@good.test'],
    ['a line break at its end', 'b@good.test\r\n'],
    ['a line separator at its end', 'b@good.test\u2028'],
    ['half a character', 'b\ud800@good.test'],
    ['what nobody sees', 'b\u200b@good.test'],
    ['letters that run backwards', 'b\u202ex@good.test'],
    ['a soft hyphen before the @', 'b\u00adx@good.test'],
    ['a tag character', 'b\u{e0041}@good.test'],
    ['a wide @ before the @', 'b＠evil.test@good.test'],
    ['a wide blank before the @', 'b\u3000x@good.test'],
    ['a slash behind a foreign domain', 'b@한국.test/good.test'],
    ['a port behind a foreign domain', 'b@한국.test:25'],
    ['an escape in a foreign domain', 'b@한국%2etest'],
    ['a wide slash in the domain', 'b@evil.test／good.test'],
    ['an A-label that stands for nothing', 'b@xn--a.test'],
    ['a hexadecimal number as host', 'b@0x7f000001'],
    ['a route', '<@evil.test:b@good.test>'],
    ['a percent sign in the domain', 'b@%65vil.test'],
    ['a quoted part that holds an address', '"x@evil.test x"@good.test'],
    ['a comment', 'b@good.test(x)evil.test'],
    ['two @', 'a@b@good.test'],
    ['a blank in the local part', 'a b@x.org'],
    ['two dots', 'a..b@x.org'],
    ['a leading dot', '.a@x.org'],
    ['an empty label', 'a@x..org'],
    ['an underscore in the domain', 'a@x_y.org'],
    ['a path in the domain', 'a@evil.test/good.test'],
    ['a number as host', 'a@127.1'],
    ['an address literal', 'root@[127.0.0.1]'],
    ['no local part', '@x.org'],
    ['no domain', 'localonly'],
    ['an unquoted comma in a name', 'Doe, John <j@x.org>'],
    ['a group', 'team: a@x.org, b@x.org;'],
    ['a number', 12345],
    ['only a name', { name: 'only name' }],
    ['nothing', ''],
    ['null', null],
    ['a nested list', [['a@x.org']]],
    ['a long local part', `${'a'.repeat(65)}@x.org`],
    ['a long label', `a@${'b'.repeat(64)}.org`],
    ['a long domain', `a@${'b.'.repeat(130)}org`],
  ])('%s', (_what, input) => {
    expect(() => parseAddress(input, 'to[1]')).toThrow(MailParseError);
    expect(() => parseAddress(input, 'to[1]')).toThrow(/to\[1\]/);
  });

  it('in bounded time, whatever its size', () => {
    const long = 'a@good.test, '.repeat(200_000);
    expect(() => parseAddress(long, 'to')).toThrow(MailParseError);
    expect(() => parseAddress(`${'g: '.repeat(3000)}b@good.test${';'.repeat(3000)}`, 'to')).toThrow(
      MailParseError,
    );
    expect(() => parseAddress(`${' '.repeat(100_000)}<${' '.repeat(100_000)}`, 'to')).toThrow(MailParseError);
    expect(() => parseAddress(`b@${'ü'.repeat(20_000)}.test`, 'to')).toThrow(MailParseError);
  });
});
