import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { canCompose } from '../../lib/message/compose/can-compose.js';
import { compose } from '../../lib/message/compose/compose.js';
import { arbitraryMail } from '../support/arbitrary-mail.js';
import { nodemailerBytes } from '../support/nodemailer-bytes.js';

/** More with `COMPOSER_RUNS=100000 npm test`; a failure prints its seed, to be given as `COMPOSER_SEED`. */
const numRuns = Number(process.env['COMPOSER_RUNS'] ?? 1500);
const seed = process.env['COMPOSER_SEED'];
const boundary = '0123456789abcdef';

describe('the composer', () => {
  it('writes the same bytes as nodemailer', async () => {
    let composed = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryMail, async (mail) => {
        if (!canCompose(mail)) return;
        const ours = Buffer.concat(compose(mail, boundary).content).toString('latin1');
        const theirs = (await nodemailerBytes(mail, boundary)).toString('latin1');
        composed += 1;
        expect(ours).toBe(theirs);
      }),
      { numRuns, ...(seed === undefined ? {} : { seed: Number(seed) }) },
    );
    expect(composed).toBeGreaterThan(numRuns * 0.8);
  }, 3_600_000);
});
