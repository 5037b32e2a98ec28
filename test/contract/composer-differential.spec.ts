import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { encodeWords, foldLines } from 'nodemailer/lib/mime-funcs';
import { MailParseError } from '../../lib/errors/mail-parse.error.js';
import { canCompose } from '../../lib/message/compose/can-compose.js';
import { compose } from '../../lib/message/compose/compose.js';
import { encodeWord } from '../../lib/message/compose/encoded-word.js';
import { foldHeader } from '../../lib/message/compose/header-folding.js';
import { encodeQuotedPrintable } from '../../lib/message/compose/quoted-printable.js';
import { arbitraryMail, hardBytes, hardText } from '../support/arbitrary-mail.js';
import { nodemailerBytes, nodemailerQuotedPrintable } from '../support/nodemailer-bytes.js';

/** More with `COMPOSER_RUNS=100000`; a failure prints its seed, to be given as `COMPOSER_SEED`. */
const numRuns = Number(process.env['COMPOSER_RUNS'] ?? 1500);
const seed = process.env['COMPOSER_SEED'];
const parameters = { numRuns, ...(seed === undefined ? {} : { seed: Number(seed) }) };
const boundary = '0123456789abcdef';

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

describe('the composer writes the same bytes as nodemailer', () => {
  it('for whole mails', async () => {
    let composed = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryMail, async (mail) => {
        if (!canCompose(mail)) return;
        composed += 1;
        const theirs = (await nodemailerBytes(mail, boundary)).toString('latin1');
        const both = orRefused(
          () => Buffer.concat(compose(mail, boundary).content).toString('latin1'),
          theirs,
        );
        expect(both.ours).toBe(both.theirs);
      }),
      parameters,
    );
    expect(composed).toBeGreaterThan(numRuns * 0.8);
  }, 3_600_000);

  it('for bytes as quoted-printable', async () => {
    await fc.assert(
      fc.asyncProperty(hardBytes, fc.boolean(), async (bytes, binary) => {
        const ours = encodeQuotedPrintable(bytes, binary);
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
