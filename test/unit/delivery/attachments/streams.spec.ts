import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { loadAttachments } from '../../../../lib/delivery/attachments/load-attachments.js';
import { MailPreparationError } from '../../../../lib/errors/mail-preparation.error.js';
import type { AttachmentContent } from '../../../../lib/message/attachment.js';
import type { Mail } from '../../../../lib/message/mail.js';
import { prepareMail } from '../../../../lib/message/prepare-mail.js';
import { rejection } from '../../../support/with-server.js';

const message = { from: 'a@good.test', to: 'b@good.test', subject: 'Hi', text: '👋' };

async function load(content: AttachmentContent, timeout = 5000): Promise<Mail> {
  const config = { roots: [], origins: [], networks: [], maxSize: 1_000_000, timeout };
  return loadAttachments(config)(prepareMail({ ...message, attachments: [{ filename: 'a', content }] }));
}

async function* pieces(count: number, size: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield new Uint8Array(size).fill(97);
}

async function* greeting(): AsyncGenerator<string | Uint8Array> {
  yield '안';
  yield new TextEncoder().encode('녕');
}

async function* failing(): AsyncGenerator<string> {
  yield 'half of it';
  throw new Error('the disk is gone');
}

describe('files from streams', () => {
  it.each<[string, () => AttachmentContent]>([
    ['a Readable', () => Readable.from([Buffer.from('안'), Buffer.from('녕')])],
    ['a Readable of text', () => Readable.from(['안', '녕'])],
    ['a web stream', () => new Blob(['안녕']).stream()],
    ['a generator', () => greeting()],
  ])('are read whole from %s', async (_, make) => {
    expect((await load(make())).attachments[0]?.content).toEqual(Buffer.from('안녕'));
  });

  it('stop the mail when they fail, and keep the reason', async () => {
    const error = await rejection(load(failing()));
    expect(error).toBeInstanceOf(MailPreparationError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/attachments\[0\]\.content could not be read to its end/u),
      cause: new Error('the disk is gone'),
    });
  });

  it('are left at the limit, not read to their end', async () => {
    const source = Readable.from(pieces(1000, 100_000));
    await expect(load(source)).rejects.toThrow(/larger than a mail may be/u);
    expect(source.destroyed).toBe(true);
  });

  it('that never end are given up', async () => {
    const silent = new Readable({ read: () => undefined });
    await expect(load(silent, 50)).rejects.toThrow(/attachments\.timeout/u);
    expect(silent.destroyed).toBe(true);
    const never: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    };
    await expect(load(never, 50)).rejects.toThrow(MailPreparationError);
  });

  it('are sent once', async () => {
    const source = Readable.from(['x']);
    await load(source);
    await expect(load(source)).rejects.toThrow(/was read before/u);
  });

  it('of something else than bytes are refused', async () => {
    await expect(load(Readable.from([{ a: 1 }]))).rejects.toThrow(/neither bytes nor text/u);
  });
});
