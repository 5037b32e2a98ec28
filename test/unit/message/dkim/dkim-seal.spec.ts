import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import DKIM from 'nodemailer/lib/dkim';
import { compose } from '../../../../lib/message/compose/compose.js';
import { canCompose } from '../../../../lib/message/compose/can-compose.js';
import type { DkimKey } from '../../../../lib/message/dkim/dkim-key.js';
import { DkimSeal } from '../../../../lib/message/dkim/dkim-seal.js';
import { mailBytes, sealContent } from '../../../../lib/message/seal/seal-content.js';
import { withLineBreaks } from '../../../../lib/smtp/line-breaks.js';
import { arbitraryMail } from '../../../support/arbitrary-mail.js';
import { describeWith } from '../../../support/describe-with.js';
import { ed25519Key, pemOf, rsaKey } from '../../../support/dkim-keys.js';
import { verifyDkim } from '../../../support/dkim-verify.js';

const rsa = rsaKey('a.example');
const ed = ed25519Key('a.example');

async function signed(mail: string | readonly Buffer[], keys: readonly DkimKey[], from = 'ann@a.example') {
  const pieces = typeof mail === 'string' ? [Buffer.from(mail, 'latin1')] : withLineBreaks(mail);
  const context = { from, recipients: [], hidden: [] };
  return Buffer.concat(mailBytes(await new DkimSeal(keys).seal(sealContent(pieces), context)));
}

function tag(mail: Buffer, name: string): string {
  const header =
    mail
      .toString('latin1')
      .split('\r\n\r\n')[0]
      ?.replaceAll(/\r\n[ \t]+/gu, ' ') ?? '';
  const found = new RegExp(`[; ]${name}=([^;\r]*)`, 'u').exec(header)?.[1] ?? '';
  return found.replaceAll(/\s/gu, '');
}

async function bodyHashOfNodemailer(mail: Buffer): Promise<string> {
  const signer = new DKIM({ domainName: 'a.example', keySelector: 'rsa', privateKey: pemOf(rsa) });
  const chunks: Buffer[] = [];
  for await (const chunk of signer.sign(mail)) chunks.push(chunk as Buffer);
  return tag(Buffer.concat(chunks), 'bh');
}

const MAIL =
  'From: Ann <ann@a.example>\r\nTo: bob@b.example\r\nSubject:  A \t subject\r\n of two lines\r\n' +
  'Date: Fri, 27 Nov 2026 03:00:00 +0000\r\nMessage-ID: <1@a.example>\r\nMIME-Version: 1.0\r\n' +
  'List-Unsubscribe: <https://a.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n' +
  'Content-Type: text/plain; charset=utf-8\r\n\r\nHello  world \t\r\n\r\n.\r\n\r\n\r\n';

/** Bodies of what the canonical form changes, cut into pieces anywhere. */
const spacedPieces = fc
  .array(fc.constantFrom(' ', '  ', '\t', '\r\n', '\r\n\r\n', 'a', 'word', '.', ' \r\n', 'ü'), {
    maxLength: 40,
  })
  .chain((words) => {
    const body = Buffer.from(`${words.join('')}\r\n`);
    return fc.array(fc.nat({ max: body.length }), { maxLength: 6 }).map((cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), body.length];
      return at.slice(1).map((end, index) => body.subarray(at[index], end));
    });
  });

describe('a DKIM signature', () => {
  it('names the fields that people read once more than they occur, and both headers of one-click unsubscribe', async () => {
    const names = tag(await signed(MAIL, [rsa]), 'h').split(':');
    for (const name of ['from', 'to', 'subject', 'date']) {
      expect(names.filter((one) => one === name)).toHaveLength(2);
    }
    expect(names).toEqual(
      expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post', 'mime-version']),
    );
    expect(names).not.toContain('cc');
  });

  it('has lines of bearable length and leaves the mail below it as it is', async () => {
    const mail = (await signed(MAIL, [rsa, ed])).toString('latin1');
    expect(mail.endsWith(MAIL)).toBe(true);
    expect(
      mail
        .slice(0, -MAIL.length)
        .split('\r\n')
        .filter((line) => line.length > 90),
    ).toEqual([]);
  });

  it('has the body hash of nodemailer, in whatever pieces the body comes', async () => {
    await fc.assert(
      fc.asyncProperty(spacedPieces, async (body) => {
        const whole = Buffer.concat([Buffer.from('From: ann@a.example\r\n\r\n'), ...body]);
        const ours = await new DkimSeal([ed]).seal(
          { fields: ['From: ann@a.example\r\n'], body },
          { from: '', recipients: [], hidden: [] },
        );
        expect(tag(Buffer.concat(mailBytes(ours)), 'bh')).toBe(await bodyHashOfNodemailer(whole));
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('is made with the keys of the author, and with all where there are none', async () => {
    const keys = [rsa, ed, rsaKey('other.example', 'o')];
    const domains = async (from: string) =>
      (await signed(MAIL, keys, from)).toString('latin1').match(/(?<= d=)[a-z.]+/gu);
    expect(await domains('ann@mail.A.example')).toEqual(['a.example', 'a.example']);
    expect(await domains('ann@other.example')).toEqual(['other.example']);
    expect(await domains('ann@nota.example')).toHaveLength(3);
  });

  it('that cannot be made keeps the mail from being sent', async () => {
    const broken = { ...rsa, key: createPublicKey(rsa.key) };
    await expect(signed(MAIL, [ed, broken])).rejects.toMatchObject({ code: 'MAIL_PREPARATION' });
  });
});

describeWith(['dkimpy'], 'dkimpy verifies', () => {
  it('RSA and Ed25519 beside each other, and finds a changed mail out', async () => {
    const mail = await signed(MAIL, [rsa, ed]);
    const changed = ['Hello', 'subject', 'One-Click', 'Ann'].map((text) =>
      Buffer.from(
        mail.toString('latin1').replace(new RegExp(`${text}(?![^]*${text})`, 'u'), 'Jello'),
        'latin1',
      ),
    );
    const second = Buffer.concat([Buffer.from('From: eve@evil.example\r\n'), mail]);
    expect(verifyDkim([mail, second, ...changed], [rsa, ed])).toEqual([
      [true, true],
      ...[second, ...changed].map(() => [false, false]),
    ]);
  });

  it('whatever our composer writes', async () => {
    const mails = fc
      .sample(arbitraryMail, { numRuns: 300, seed: 7 })
      .filter(canCompose)
      .flatMap((mail) => {
        try {
          return [compose(mail).content.filter((piece) => Buffer.isBuffer(piece))];
        } catch {
          return [];
        }
      });
    const all = await Promise.all(mails.map((mail) => signed(mail, [ed])));
    expect(all.length).toBeGreaterThan(200);
    expect(new Set(verifyDkim(all, [ed]).flat())).toEqual(new Set([true]));
  }, 60_000);
});
