import { describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { MailParseError } from '../../../../lib/errors/mail-parse.error.js';
import { type Charset, charsetByName } from '../../../../lib/message/compose/charset.js';
import { compose } from '../../../../lib/message/compose/compose.js';
import { smallMailBytes } from '../../../support/mail-bytes.js';

function composeText(text: string, charset: Charset): Buffer {
  const addresses = { from: [{ address: 'a@example.org' }], to: [{ address: 'b@example.org' }] };
  return smallMailBytes(
    compose({ ...addresses, text, charset, date: new Date(0), messageId: '<1@example.org>' }).content,
  );
}

describe('a text in another charset', () => {
  it.each([
    ['US-ASCII', 'plain text\n'.repeat(20)],
    ['ISO-8859-1', 'Grüße aus Köln\n'],
  ] as const)('arrives as it was written: %s', async (charset, text) => {
    const mail = composeText(text, charset);
    expect(mail.toString('latin1')).toContain(`Content-Type: text/plain; charset=${charset}\r\n`);
    expect((await PostalMime.parse(mail)).text).toBe(text);
  });

  // Compared with the bytes, because TextDecoder of some Node versions takes windows-1252 for ISO-8859-1.
  it('has the bytes of windows-1252 where that differs from ISO-8859-1', () => {
    const mail = composeText('“Grüße” für alle, 5 € – Žižek', 'windows-1252').toString('latin1');
    expect(mail).toContain('charset=windows-1252\r\n');
    expect(mail).toContain('\r\n\r\n=93Gr=FC=DFe=94 f=FCr alle, 5 =80 =96 =8Ei=9Eek\r\n');
  });

  it.each([
    ['US-ASCII', 'é'],
    ['ISO-8859-1', '€'],
    ['ISO-8859-1', '한'],
    ['windows-1252', '😀'],
    ['windows-1252', '\x85'],
  ] as const)('is refused when %s does not have %j, instead of going out wrong', (charset, text) => {
    expect(() => composeText(text, charset)).toThrow(MailParseError);
    expect(() => composeText(text, charset)).toThrow(/default-encoding to UTF-8/);
  });

  it('is known by the names that Spring accepts', () => {
    expect(['utf8', 'Latin1', 'Cp1252', 'US-ASCII'].map(charsetByName)).toEqual([
      'UTF-8',
      'ISO-8859-1',
      'windows-1252',
      'US-ASCII',
    ]);
    expect(['EUC-KR', 'toString', ''].map(charsetByName)).toEqual([undefined, undefined, undefined]);
  });
});
