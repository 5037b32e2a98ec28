import { afterAll, beforeAll, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { openpgp, type OpenPgpOptions } from 'nestjs-spring-mail/openpgp';
import type { MailMessage } from '../../lib/message/message.js';
import { caughtMailers } from '../support/caught-mailers.js';
import { describeWith } from '../support/describe-with.js';
import { Gpg } from '../support/gpg.js';
import { rejection } from '../support/with-server.js';

const hard: Partial<MailMessage> = {
  text: 'Hello Bob \n-- \nAnn\n\n.\nFrom here on: dots',
  html: '<p>Grüße  <b>Bob</b></p> \n',
  attachments: [{ filename: 'ü.bin', content: Buffer.alloc(3000, 0xfe) }],
};

describeWith(['gpg'], 'PGP/MIME', () => {
  const catcher = caughtMailers();
  let gpg: Gpg;
  let keys: Record<'ann' | 'bob' | 'cid', ReturnType<Gpg['makeKey']>>;
  beforeAll(() => {
    gpg = new Gpg();
    keys = {
      ann: gpg.makeKey('ann@a.example', 'hunter2'),
      bob: gpg.makeKey('bob@b.example'),
      cid: gpg.makeKey('cid@c.example'),
    };
  }, 60_000);
  afterAll(() => gpg.close());
  const ann = () => ({ privateKey: keys.ann.privateKey, passphrase: 'hunter2' });

  const sent = (options: OpenPgpOptions, fields: Partial<MailMessage>): Promise<string> =>
    catcher.sent({ seal: openpgp(options) }, fields);

  /** The parts of the outermost multipart, byte for byte. */
  function partsOf(mail: string): string[] {
    const [, boundary = ''] = /boundary="([^"]+)"/u.exec(mail) ?? [];
    return mail
      .split(`--${boundary}`)
      .slice(1, -1)
      .map((part) => part.slice(2, -2));
  }

  it('signs so that gpg finds every change', async () => {
    const mail = await sent({ sign: [{ privateKey: keys.bob.privateKey }, ann()] }, hard);
    expect(mail).toMatch(
      /^Content-Type: multipart\/signed; protocol="application\/pgp-signature"; micalg=pgp-sha(?:256|512);/mu,
    );
    expect(/[^\r\n\t\x20-\x7e]/u.exec(mail)).toBeNull();
    const [entity = '', signature = ''] = partsOf(mail);
    const detached = signature.slice(signature.indexOf('-----BEGIN'));
    const { ok, errors } = gpg.verify(entity, detached);
    expect([ok, errors]).toEqual([true, expect.stringContaining('Good signature from "ann@a.example"')]);
    const [, hash = ''] = /digest algorithm SHA(\d+)/u.exec(errors) ?? [];
    expect(mail).toContain(`micalg=pgp-sha${hash};`);
    for (const changed of [entity.replace('Bob', 'Rob'), `${entity} `, entity.replaceAll('\r\n', '\n')]) {
      expect(gpg.verify(changed, detached).ok).toBe(false);
    }
    const { text, attachments } = await PostalMime.parse(mail);
    expect(text?.trimEnd()).toBe(hard.text);
    expect(attachments.map(({ filename }) => filename)).toEqual(['ü.bin', 'signature.asc']);
  });

  it('encrypts for every recipient, with or without a signature inside', async () => {
    const encrypt = { 'Bob@b.example': keys.bob.publicKey, 'cid@c.example': keys.cid.publicKey };
    const mail = await sent({ sign: ann(), encrypt }, { ...hard, cc: 'cid@c.example' });
    expect(mail).toMatch(/^Content-Type: multipart\/encrypted; protocol="application\/pgp-encrypted";/mu);
    const [version = '', message_ = ''] = partsOf(mail);
    expect(version).toBe('Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1');
    const { ok, output, errors } = gpg.decrypt(message_.slice(message_.indexOf('-----BEGIN')));
    expect([ok, errors]).toEqual([true, expect.stringContaining('Good signature from "ann@a.example"')]);
    expect(errors.match(/encrypted with/gu)).toHaveLength(2);
    expect((await PostalMime.parse(output)).html).toContain('Grüße');
    expect(mail).not.toMatch(/Gr=C3|Hello|multipart\/mixed/u);
    const unsigned = await sent({ encrypt: () => keys.bob.publicKey }, hard);
    const plain = gpg.decrypt(unsigned.slice(unsigned.indexOf('-----BEGIN PGP')));
    expect([plain.ok, plain.errors]).toEqual([true, expect.not.stringContaining('signature')]);
  });

  it('sends nothing when a recipient has no key, when one is hidden, or when nobody can sign', async () => {
    const refused = async (options: OpenPgpOptions, fields: Partial<MailMessage> = {}) =>
      String(await rejection(sent(options, fields)));
    const encrypt = { 'bob@b.example': keys.bob.publicKey };
    expect(await refused({ encrypt }, { cc: 'cid@c.example' })).toContain(
      'no OpenPGP key of cid@c.example to encrypt for',
    );
    expect(await refused({ encrypt }, { bcc: 'cid@c.example' })).toContain('those of bcc');
    expect(await refused({ encrypt: () => 'none.asc' })).toContain('openpgp.encrypt["bob@b.example"]');
    expect(await refused({ sign: ann() }, { from: 'eve@a.example' })).toContain('for eve@a.example');
    expect(catcher.mails).toEqual([]);
  });

  it('stops the start for a key that cannot be used, and shows neither it nor its passphrase', async () => {
    const fault = async (options: OpenPgpOptions) => {
      const error = await rejection(Promise.resolve(openpgp(options).check?.()));
      expect(`${String(error)}${JSON.stringify(error)}`).not.toMatch(/hunter|BEGIN PGP/u);
      return (error as { faults: unknown[] }).faults[0];
    };
    const { privateKey } = keys.ann;
    expect(await fault({ sign: { privateKey } })).toMatchObject({ problem: 'is encrypted' });
    expect(await fault({ sign: { privateKey, passphrase: 'hunter3' } })).toMatchObject({
      key: 'openpgp.sign[0].passphrase',
    });
    expect(await fault({ sign: { privateKey: keys.ann.publicKey } })).toMatchObject({
      key: 'openpgp.sign[0].privateKey',
    });
    expect(await fault({ encrypt: { 'bob@b.example': '-----BEGIN nothing' } })).toMatchObject({
      key: 'openpgp.encrypt["bob@b.example"]',
    });
    await openpgp({ sign: ann(), encrypt: { 'bob@b.example': keys.bob.publicKey } }).check?.();
  });
});
