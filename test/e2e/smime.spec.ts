import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import PostalMime from 'postal-mime';
import { smime, type SmimeOptions } from 'nestjs-spring-mail/smime';
import type { MailMessage } from '../../lib/message/message.js';
import { caughtMailers } from '../support/caught-mailers.js';
import { describeWith } from '../support/describe-with.js';
import { mailAuthority, type MailAuthority } from '../support/smime-certificates.js';
import { rejection } from '../support/with-server.js';

const catcher = caughtMailers();

function faultOf(options: SmimeOptions): unknown {
  try {
    return smime(options);
  } catch (error) {
    return error;
  }
}

const BYTES = Buffer.from(Array.from({ length: 1000 }, (_, n) => n % 256));

const hard: Partial<MailMessage> = {
  text: 'Grüße an alle\n-- \nAnn\n\n.\nFrom here on: 한글\n',
  html: '<p>Hello  <b>Bob</b></p> \n',
  attachments: [
    { filename: 'ü.bin', content: BYTES },
    // A mail is never encoded (RFC 2046 section 5.2.1), so its bytes above 127 are in the way of a signature.
    {
      filename: 'old.eml',
      contentType: 'message/rfc822',
      content:
        'From: x@x.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nFrom ü \n',
    },
  ],
};

describeWith(['openssl'], 'S/MIME', () => {
  let folder: string;
  let authority: MailAuthority;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'smime-'));
    authority = mailAuthority([
      { address: 'ann@a.example' },
      { address: 'eve@a.example', key: 'ec' },
      { address: 'bob@b.example' },
      { address: 'cid@c.example' },
      { address: 'p256@c.example', key: 'ec' },
      { address: 'p384@c.example', key: 'P-384' },
      { address: 'p521@c.example', key: 'P-521' },
      { address: 'koblitz@c.example', key: 'secp256k1' },
      { address: 'old@a.example', days: -1 },
    ]);
    writeFileSync(join(folder, 'ca.pem'), authority.ca.cert);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const signer = (address: string) => {
    const { cert, key } = authority.of(address);
    return { certificate: cert, privateKey: key };
  };

  const sent = (options: SmimeOptions, fields: Partial<MailMessage>): Promise<string> =>
    catcher.sent({ seal: smime(options) }, fields);

  function openssl(args: readonly string[], input: string): { ok: boolean; output: string; errors: string } {
    const { status, stdout, stderr } = spawnSync('openssl', ['cms', ...args], { input, encoding: 'latin1' });
    return { ok: status === 0, output: stdout, errors: stderr };
  }

  function verify(mail: string): ReturnType<typeof openssl> {
    return openssl(['-verify', '-CAfile', join(folder, 'ca.pem'), '-purpose', 'smimesign'], mail);
  }

  function decrypt(mail: string, address: string): ReturnType<typeof openssl> {
    const { cert, key } = authority.of(address);
    writeFileSync(join(folder, 'who.pem'), `${cert}${key}`);
    return openssl(['-decrypt', '-recip', join(folder, 'who.pem')], mail);
  }

  it.each(['ann@a.example', 'eve@a.example'])(
    'signs, with an RSA key or one of a curve: %s',
    async (from) => {
      const mail = await sent(
        { sign: [signer('eve@a.example'), signer('ann@a.example')] },
        { ...hard, from },
      );
      const { ok, output, errors } = verify(mail);
      expect([ok, errors]).toEqual([true, expect.stringContaining('successful')]);
      expect(mail).toMatch(
        /^Content-Type: multipart\/signed; protocol="application\/pkcs7-signature"; micalg=sha-256;/mu,
      );
      expect(/[^\r\n\t\x20-\x7e]/u.exec(mail)).toBeNull();
      const { text, html, attachments } = await PostalMime.parse(mail, { forceRfc822Attachments: true });
      expect([text?.trimEnd(), html?.trimEnd()]).toEqual([hard.text?.trimEnd(), '<p>Hello  <b>Bob</b></p>']);
      const [file, old] = attachments.map(({ content }) => Buffer.from(content as ArrayBuffer));
      expect(file?.equals(BYTES)).toBe(true);
      expect(old?.toString()).toMatch(/Encoding: quoted-printable\r?\n\r?\nFrom=20=C3=BC=20/u);
      expect(output).toContain('Content-Type: multipart/mixed');
      expect(verify(mail.replace('<b>Bob', '<b>Rob')).ok).toBe(false);
    },
  );

  it('encrypts for every recipient, and hides the content from everybody else', async () => {
    const encrypt = {
      'Bob@b.example': authority.of('bob@b.example').cert,
      'cid@c.example': authority.of('cid@c.example').cert,
    };
    const mail = await sent({ encrypt }, { ...hard, cc: 'cid@c.example' });
    expect(mail).not.toMatch(/ü\.bin|Hello|Grüße|multipart/u);
    expect(mail).toMatch(/^To: bob@b\.example\r$/mu);
    for (const address of ['bob@b.example', 'cid@c.example']) {
      const { ok, output } = decrypt(mail, address);
      expect(ok).toBe(true);
      expect((await PostalMime.parse(output)).html).toContain('Hello');
    }
    expect(decrypt(mail, 'ann@a.example').ok).toBe(false);
  });

  it('encrypts for keys of elliptic curves, and for those of RSA in the same mail', async () => {
    const all = ['p256@c.example', 'p384@c.example', 'p521@c.example', 'bob@b.example'];
    const encrypt = (address: string): string => authority.of(address).cert;
    const mail = await sent({ encrypt }, { ...hard, to: all });
    for (const address of all) {
      const { ok, output, errors } = decrypt(mail, address);
      expect([address, ok, errors]).toEqual([address, true, '']);
      expect((await PostalMime.parse(output)).html).toContain('Hello');
    }
    expect(decrypt(await sent({ encrypt }, { to: 'p384@c.example' }), 'p384@c.example').ok).toBe(true);
    expect(decrypt(mail, 'eve@a.example').ok).toBe(false);
  });

  it('signs, then encrypts', async () => {
    const mail = await sent(
      { sign: signer('ann@a.example'), encrypt: async () => authority.of('bob@b.example').cert },
      { from: 'Ann <ann@a.example>', ...hard },
    );
    expect(verify(decrypt(mail, 'bob@b.example').output).ok).toBe(true);
  });

  it('sends nothing when a recipient has no certificate, when one is hidden, or when nobody can sign', async () => {
    const sign = signer('ann@a.example');
    const bob = authority.of('bob@b.example').cert;
    const refused = async (options: SmimeOptions, fields: Partial<MailMessage>) =>
      String(await rejection(sent(options, fields)));
    expect(await refused({ encrypt: { 'bob@b.example': bob } }, { cc: 'cid@c.example' })).toContain(
      'no S/MIME certificate of cid@c.example to encrypt for',
    );
    expect(await refused({ encrypt: () => undefined }, {})).toContain('bob@b.example');
    expect(await refused({ encrypt: () => Promise.reject(new Error('LDAP')) }, {})).toContain(
      'could not be signed',
    );
    expect(await refused({ encrypt: () => bob }, { bcc: 'cid@c.example' })).toContain('those of bcc');
    expect(await refused({ sign }, { from: 'eve@a.example' })).toContain(
      'no S/MIME certificate of a signer is for eve@a.example',
    );
    expect(await refused({ sign: signer('old@a.example') }, { from: 'old@a.example' })).toContain(
      'is valid from',
    );
    expect(catcher.mails).toEqual([]);
  });

  it('stops the start for what cannot be used, and says which option', () => {
    const { cert, key } = authority.of('ann@a.example');
    const other = authority.of('bob@b.example').key;
    const dsa = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const faults = (options: SmimeOptions) =>
      (faultOf(options) as { faults?: { key: string; problem: string }[] }).faults?.[0];
    expect(faults({})).toMatchObject({ key: 'smime' });
    expect(faults({ sign: { certificate: cert, privateKey: other } })).toMatchObject({
      key: 'smime.sign[0].privateKey',
      problem: 'is not the key of the certificate',
    });
    expect(faults({ sign: { certificate: key, privateKey: key } })).toMatchObject({
      key: 'smime.sign[0].certificate',
    });
    expect(faults({ sign: { certificate: cert, privateKey: 'none.pem' } })).toMatchObject({
      problem: 'is neither the text of a key nor a file that can be read',
    });
    expect(faults({ sign: { certificate: cert, privateKey: dsa } })).toMatchObject({
      problem: 'is a key of the type ed25519',
    });
    expect(faults({ sign: { certificate: authority.ca.cert, privateKey: authority.ca.key } })).toMatchObject({
      problem: 'begins with the certificate of an authority',
    });
    expect(
      faults({ encrypt: { 'koblitz@c.example': authority.of('koblitz@c.example').cert } }),
    ).toMatchObject({
      key: 'smime.encrypt["koblitz@c.example"]',
      problem: 'is for a key of the type ec secp256k1',
    });
    expect(JSON.stringify(faultOf({ sign: { certificate: cert, privateKey: other } }))).not.toContain(
      'PRIVATE',
    );
  });
});
