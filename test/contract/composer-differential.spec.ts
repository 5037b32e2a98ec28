import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { encodeWords, foldLines } from 'nodemailer/lib/mime-funcs';
import { MailParseError } from '../../lib/errors/mail-parse.error.js';
import { canCompose } from '../../lib/message/compose/can-compose.js';
import { compose } from '../../lib/message/compose/compose.js';
import type { ComposeInput } from '../../lib/message/compose/compose-input.js';
import { encodeWord } from '../../lib/message/compose/encoded-word.js';
import { foldHeader } from '../../lib/message/compose/header-folding.js';
import { encodeQuotedPrintable } from '../../lib/message/compose/quoted-printable.js';
import { arbitraryMail, hardBytes, hardText } from '../support/arbitrary-mail.js';
import { mailBytes, smallMailBytes } from '../support/mail-bytes.js';
import { nodemailerBytes, nodemailerQuotedPrintable } from '../support/nodemailer-bytes.js';

/** More with `COMPOSER_RUNS=100000`; a failure prints its seed, to be given as `COMPOSER_SEED`. */
const numRuns = Number(process.env['COMPOSER_RUNS'] ?? 1500);
const seed = process.env['COMPOSER_SEED'];
const parameters = { numRuns, ...(seed === undefined ? {} : { seed: Number(seed) }) };
const boundary = '0123456789abcdef';

/** nodemailer leaves what looks like an encoded word to be decoded; with us subjects and names arrive as they were typed. */
function looksEncoded({
  subject = '',
  attachments = [],
  from,
  sender,
  to,
  cc,
  replyTo,
}: ComposeInput): boolean {
  const people = [from, sender, to, cc, replyTo].flatMap((list = []) => list);
  const files = attachments.map(({ filename = '' }) => filename);
  const texts = [subject, ...files, ...people.map(({ name = '', address }) => name + address)];
  return texts.some((text) => text.includes('=?'));
}

/** nodemailer also writes lines that RFC 5322 section 2.1.1 forbids; we refuse a message with such a header. */
function orRefused(write: () => string, theirs: string): { ours: string; theirs: string } {
  try {
    return { ours: write(), theirs };
  } catch (error) {
    if (!(error instanceof MailParseError)) throw error;
    const hasLongLine = /^.{999}/m.test(theirs);
    return { ours: 'refused', theirs: hasLongLine ? 'refused' : theirs };
  }
}

const mailWithFile: ComposeInput = {
  from: [{ address: 'a@example.org' }],
  to: [{ address: 'b@example.org' }],
  text: 'See the file.',
  date: new Date(0),
  messageId: '<1@example.org>',
};
/** Around the sizes where blocks and lines end. */
const largeFile = fc
  .tuple(fc.constantFrom(0, 1, 57, 58_368, 131_072, 200_000, 300_000), fc.integer({ min: 0, max: 120 }))
  .map(([size, more]) => Buffer.from(Array.from({ length: size + more }, (_, index) => (index * 7) % 256)));
const fileCuts = fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 6 });

async function* inPieces(file: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (const length of cuts) {
    yield file.subarray(from, from + length);
    from += length;
  }
  yield file.subarray(from);
}

describe('the composer writes the same bytes as nodemailer', () => {
  it('for whole mails', async () => {
    let composed = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryMail, async (mail) => {
        if (!canCompose(mail) || looksEncoded(mail)) return;
        composed += 1;
        const theirs = (await nodemailerBytes(mail, boundary)).toString('latin1');
        const both = orRefused(
          () => smallMailBytes(compose(mail, boundary).content).toString('latin1'),
          theirs,
        );
        expect(both.ours).toBe(both.theirs);
      }),
      parameters,
    );
    expect(composed).toBeGreaterThan(numRuns * 0.5);
  }, 3_600_000);

  it('for files that are encoded while they are sent, in memory or read in any pieces', async () => {
    await fc.assert(
      fc.asyncProperty(largeFile, fileCuts, async (file, cuts) => {
        const attachment = { filename: 'scan.tiff', content: file };
        const source = { size: file.length, open: () => inPieces(file, cuts) };
        const inMemory = compose({ ...mailWithFile, attachments: [attachment] }, boundary);
        const read = compose(
          { ...mailWithFile, attachments: [{ ...attachment, content: source }] },
          boundary,
        );
        const theirs = await nodemailerBytes({ ...mailWithFile, attachments: [attachment] }, boundary);
        expect(theirs.equals(await mailBytes(inMemory.content))).toBe(true);
        expect(theirs.equals(await mailBytes(read.content))).toBe(true);
        expect([inMemory.size, read.size]).toEqual([theirs.length, theirs.length]);
      }),
      { ...parameters, numRuns: Math.ceil(numRuns / 50) },
    );
  }, 3_600_000);

  it('for bytes as quoted-printable', async () => {
    await fc.assert(
      fc.asyncProperty(hardBytes, fc.boolean(), async (bytes, binary) => {
        const ours = encodeQuotedPrintable(bytes, binary).toString('latin1');
        expect(ours).toBe(await nodemailerQuotedPrintable(bytes, binary));
      }),
      parameters,
    );
  }, 3_600_000);

  it('for header fields that are folded', () => {
    fc.assert(
      fc.property(hardText, (text) => {
        const field = `Subject: ${text.replace(/[\r\n]/g, ' ')}`;
        const both = orRefused(() => foldHeader(field), foldLines(field, 76));
        expect(both.ours).toBe(both.theirs);
      }),
      parameters,
    );
  });

  it('for encoded words', () => {
    fc.assert(
      fc.property(hardText, (text) => {
        const ours = encodeWord(`${text}é`);
        expect(ours).toBe(encodeWords(`${text}é`, ours.charAt(8), 52, true));
      }),
      parameters,
    );
  });
});
