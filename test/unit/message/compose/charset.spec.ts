import { describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { charsetByName } from '../../../../lib/message/compose/charset.js';
import { compose } from '../../../../lib/message/compose/compose.js';
import type { ComposeInput } from '../../../../lib/message/compose/compose-input.js';
import { smallMailBytes } from '../../../support/mail-bytes.js';

async function composed(javaName: string, input: Partial<ComposeInput>): Promise<Buffer> {
  const charset = charsetByName(javaName);
  if (charset === undefined) throw new Error(`${javaName} is not known.`);
  return smallMailBytes(
    compose({
      from: [{ address: 'a@example.org' }],
      to: [{ address: 'b@example.org' }],
      date: new Date(0),
      messageId: '<1@example.org>',
      charset,
      ...input,
    }).content,
  );
}

describe('a mail in another charset', () => {
  it.each([
    ['US-ASCII', 'US-ASCII', 'plain text\n'],
    ['ISO-8859-1', 'ISO-8859-1', 'Grüße aus Köln\n'],
    ['ISO-8859-15', 'ISO-8859-15', '5 € für Straße\n'],
    ['windows-1251', 'windows-1251', 'Привет\n'],
    ['KOI8-R', 'KOI8-R', 'Привет\n'],
    ['EUC-KR', 'EUC-KR', '안녕하세요\n'],
    ['x-windows-949', 'EUC-KR', '안녕하세요\n'],
    ['Shift_JIS', 'Shift_JIS', 'こんにちは\n'],
    ['EUC-JP', 'EUC-JP', 'こんにちは\n'],
    ['GBK', 'GBK', '你好\n'],
    ['GB18030', 'GB18030', '你好 😀\n'],
    ['Big5', 'Big5', '你好\n'],
  ])('arrives as it was written: %s', async (javaName, name, text) => {
    const mail = await composed(javaName, {
      text,
      html: `<p>${text}</p>`,
      subject: text.trim().repeat(9),
      from: [{ name: text.trim(), address: 'a@example.org' }],
      headers: [{ name: 'X-Note', value: text.trim() }],
    });
    expect(mail.toString('latin1')).toContain(`Content-Type: text/plain; charset=${name}\r\n`);
    expect(mail.toString('latin1')).toContain(`Content-Type: text/html; charset=${name}\r\n`);
    expect(mail.toString('latin1')).not.toMatch(/utf-8/iu);
    const parsed = await PostalMime.parse(mail);
    expect([parsed.text?.trim(), parsed.html, parsed.subject, parsed.from?.name]).toEqual([
      text.trim(),
      expect.stringContaining(text.trim()),
      text.trim().repeat(9),
      text.trim(),
    ]);
  });

  // Compared with the bytes, because TextDecoder of some Node versions takes windows-1252 for ISO-8859-1.
  it('has the bytes of windows-1252 where that differs from ISO-8859-1', async () => {
    const mail = (await composed('windows-1252', { text: '“Grüße” für alle, 5 € – Žižek' })).toString(
      'latin1',
    );
    expect(mail).toContain('charset=windows-1252\r\n');
    expect(mail).toContain('\r\n\r\n=93Gr=FC=DFe=94 f=FCr alle, 5 =80 =96 =8Ei=9Eek\r\n');
  });

  it.each([
    ['US-ASCII', 'é'],
    ['ISO-8859-1', '5 €'],
    ['ISO-8859-1', '한'],
    ['windows-1252', '😀'],
    ['windows-1252', '\x85'],
    ['EUC-KR', '똠방각하'],
    ['x-windows-949', '똠방각하'],
    ['GB2312', '鎔'],
    ['Shift_JIS', '안녕'],
  ])('is in UTF-8, and says so, where %s does not have %j', async (javaName, text) => {
    const mail = await composed(javaName, { text, subject: text });
    expect(mail.toString('latin1')).toContain('Content-Type: text/plain; charset=utf-8\r\n');
    expect(mail.toString('latin1')).toMatch(/^Subject: =\?UTF-8\?/mu);
    expect((await PostalMime.parse(mail)).text?.trimEnd()).toBe(text.trimEnd());
  });

  it('has header words that fit into their lines (RFC 2047 section 2)', async () => {
    const mail = await composed('ISO-8859-15', { text: 'x', subject: 'Grüße für 5 € '.repeat(20) });
    const words = mail.toString('latin1').match(/=\?[^?]+\?B\?[^?]*\?=/gu) ?? [];
    expect(words.length).toBeGreaterThan(5);
    for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
  });

  it('is no mail in a charset that is none for mails', () => {
    expect(['UTF-8', 'UTF-16', 'ISO-2022-KR', 'toString', ''].map(charsetByName)).toEqual(
      Array.from({ length: 5 }),
    );
  });
});
