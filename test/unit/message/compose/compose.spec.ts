import { describe, expect, it } from '@jest/globals';
import PostalMime, { type Email } from 'postal-mime';
import { MailParseError } from '../../../../lib/errors/mail-parse.error.js';
import { compose } from '../../../../lib/message/compose/compose.js';
import type { ComposedMail } from '../../../../lib/message/compose/mime-writer.js';
import type { ComposeInput } from '../../../../lib/message/compose/compose-input.js';
import { mailBytes, smallMailBytes } from '../../../support/mail-bytes.js';

const minimal: ComposeInput = {
  from: [{ name: '홍길동', address: 'hong@example.org' }],
  to: [{ name: 'Doe, "J"', address: 'doe@example.org' }],
  date: new Date('2025-01-02T03:04:05Z'),
  messageId: '<1@example.org>',
};

function bytesOf(input: Partial<ComposeInput>): Buffer {
  return smallMailBytes(compose({ ...minimal, ...input }).content);
}

function parse(input: Partial<ComposeInput>): Promise<Email> {
  return PostalMime.parse(bytesOf(input));
}

async function blocksOf({ content }: ComposedMail): Promise<Buffer[]> {
  const blocks = content.map(async (piece) => {
    if (Buffer.isBuffer(piece)) return [piece];
    const read: Buffer[] = [];
    for await (const block of piece.read()) read.push(block);
    return read;
  });
  return (await Promise.all(blocks)).flat();
}

describe('a composed mail', () => {
  it('carries names, subject, text and HTML in any language', async () => {
    const mail = await parse({
      subject: '안녕하세요 🎉 "여러분"',
      text: 'grüß\ndich',
      html: '<p>日本語</p>',
    });
    expect(mail.from).toMatchObject({ name: '홍길동', address: 'hong@example.org' });
    expect(mail.to).toMatchObject([{ name: 'Doe, "J"', address: 'doe@example.org' }]);
    expect(mail.subject).toBe('안녕하세요 🎉 "여러분"');
    expect(mail.text?.trim()).toBe('grüß\ndich');
    expect(mail.html?.trim()).toBe('<p>日本語</p>');
  });

  it('carries files unchanged, and pictures beside the HTML that shows them', async () => {
    const content = Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 256));
    const mail = await parse({
      html: '<img src="cid:logo">',
      attachments: [
        { filename: '견적서 2025.pdf', content },
        { filename: 'logo.png', cid: 'logo', content },
      ],
    });
    const attached = mail.attachments.map(({ filename, mimeType, contentId }) => [
      filename,
      mimeType,
      contentId,
    ]);
    expect(attached).toContainEqual(['견적서 2025.pdf', 'application/pdf', undefined]);
    expect(attached).toContainEqual(['logo.png', 'image/png', '<logo>']);
    for (const attachment of mail.attachments) {
      expect(attachment.content).toEqual(new Uint8Array(content).buffer);
    }
  });

  it('has CRLF line ends only, also the last, in lines of at most 998 characters', () => {
    const mail = bytesOf({
      subject: 'word '.repeat(500),
      text: `a\rb\nc\r\n.\r\n${'x'.repeat(5000)}`,
      html: `\n.\n${'é'.repeat(5000)}`,
    }).toString('latin1');
    expect(mail.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(mail.endsWith('\r\n')).toBe(true);
    expect(Math.max(...mail.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(998);
  });

  it('lets no value of a field begin another one', () => {
    const mail = bytesOf({
      subject: 'hi\r\nBcc: evil@example.org',
      headers: [{ name: 'X-A', value: '1\nBcc: evil@example.org' }],
      to: [{ name: 'x\r\nBcc: evil@example.org', address: 'doe@example.org' }],
      attachments: [{ filename: 'a\r\nBcc: evil@example.org', content: 'x' }],
    });
    expect(mail.toString('latin1')).not.toMatch(/^Bcc:/im);
  });

  it('refuses a word that fits into no header line, and names the header', () => {
    expect(() => compose({ ...minimal, subject: 'x'.repeat(2000) })).toThrow(MailParseError);
    expect(() => compose({ ...minimal, subject: 'x'.repeat(2000) })).toThrow(/header Subject .* 998/);
  });

  it('says what the server has to take', () => {
    const plain = compose({ ...minimal, text: 'é' });
    expect(plain).toMatchObject({ needs8Bit: false, needsSmtpUtf8: false });
    const forwarded = { contentType: 'message/rfc822', content: 'Subject: é\r\n\r\né' };
    expect(compose({ ...minimal, attachments: [forwarded] })).toMatchObject({ needs8Bit: true });
    expect(compose({ ...minimal, cc: [{ address: 'jürgen@example.org' }] })).toMatchObject({
      needsSmtpUtf8: true,
    });
  });

  it.each([100_000, 1_000_000])(
    'encodes a file of %i bytes once for all mails it goes with',
    async (size) => {
      const attachments = [{ filename: 'big.bin', content: Buffer.alloc(size, 'big') }];
      const first = compose({ ...minimal, attachments });
      const second = compose({ ...minimal, attachments, subject: 'another' });

      const blocks = await blocksOf(first);
      const others = await blocksOf(second);

      const shared = blocks.filter((block) => others.includes(block));
      const lines = Math.ceil(size / 57);
      expect(Buffer.concat(shared)).toHaveLength(Math.ceil(size / 3) * 4 + 2 * (lines - 1));
      expect(first.size).toBe((await mailBytes(first.content)).length);
    },
  );

  it('holds a source that is opened for each attempt, and does not know its size before', async () => {
    let opened = 0;
    const open = async function* (): AsyncGenerator<Buffer> {
      opened += 1;
      yield* ['a file ', 'in pieces'].map((text) => Buffer.from(text));
    };
    const { content, size } = compose({
      ...minimal,
      attachments: [{ filename: 'a.bin', content: { open } }],
    });

    const mail = await mailBytes(content);
    const again = await mailBytes(content);

    expect(size).toBeUndefined();
    expect(opened).toBe(2);
    expect(again).toEqual(mail);
    expect(mail.toString()).toContain(Buffer.from('a file in pieces').toString('base64'));
  });
});
