import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { resolveMailConfig } from '../../../lib/config/resolve-mail-config.js';
import type { MailerConfig } from '../../../lib/config/mailer-config.js';
import { ed25519Key, pemOf, rsaKey } from '../../support/dkim-keys.js';
import { configOf, faultsOf, mailerOf } from '../../support/settings.js';
import { withFolder } from '../../support/temporary-folder.js';

const rsa = pemOf(rsaKey('a.example'));
const ed = pemOf(ed25519Key('a.example'));
const HOST = 'spring.mail.host: localhost\nnest.mail.dkim:\n';

function pem(text: string, indent = 6): string {
  return `|\n${text.trim().replaceAll(/^/gmu, ' '.repeat(indent))}`;
}

function oneKey(privateKey: string, more = ''): string {
  return `${HOST}  domain: a.example\n  selector: s1\n  private-key: ${privateKey}\n${more}`;
}

function namesOf({ dkim }: Pick<MailerConfig, 'dkim'>): string[] {
  return dkim.map(({ domain, selector, key }) => `${selector}.${domain} ${key.asymmetricKeyType}`);
}

describe('nest.mail.dkim', () => {
  it('takes the key as PEM text, as a file, in one line, and encrypted with its password', () => {
    const encrypted = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' },
    }).privateKey;
    const mailers = [
      mailerOf(oneKey(pem(rsa))),
      mailerOf(oneKey('${KEY}'), { KEY: rsa.trim().replaceAll('\n', '\\n') }),
      mailerOf(oneKey(`base64:${Buffer.from(rsa).toString('base64')}`)),
      mailerOf(oneKey(pem(encrypted), '  private-key-password: secret\n')),
      withFolder({ 'keys/dkim.pem': rsa, 'application.yml': oneKey('keys/dkim.pem') }, (directory) =>
        resolveMailConfig({ load: { directory, env: {}, argv: [] } }).mailers.get('default'),
      ),
    ];
    for (const mailer of mailers) expect(namesOf(mailer!)).toEqual(['s1.a.example rsa']);
  });

  it('takes several keys, by name or by number, and a selector that looks like a number', () => {
    const byName = `${HOST}  keys:\n    one:\n      domain: A.example\n      selector: 20260101\n      private-key: ${pem(rsa, 8)}
    two: { domain: bücher.example, selector: s2, private-key: "${ed.trim().replaceAll('\n', '\\n')}" }\n`;
    expect(namesOf(mailerOf(byName))).toEqual(['20260101.a.example rsa', 's2.xn--bcher-kva.example ed25519']);
    const [first, second] = [rsa, ed].map((privateKey, n) => ({
      domain: `${n}.example`,
      selector: 's',
      privateKey,
    }));
    const inCode = resolveMailConfig({ host: 'localhost', dkim: { ...first, keys: [second!] } });
    expect(namesOf(inCode.mailers.get('default')!)).toEqual(['s.0.example rsa', 's.1.example ed25519']);
  });

  it('is there for a named mailer, which has keys of its own', () => {
    const yaml = `${oneKey(pem(rsa))}nest.mail.mailers.billing:\n  host: localhost\n  dkim:\n    domain: b.example\n    selector: s2\n    private-key: ${pem(ed)}\n`;
    const { mailers } = configOf(yaml);
    expect(namesOf(mailers.get('default')!)).toEqual(['s1.a.example rsa']);
    expect(namesOf(mailers.get('billing')!)).toEqual(['s2.b.example ed25519']);
  });

  const { publicKey, privateKey: dsa } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const locked = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' },
  }).privateKey;
  it.each([
    ['a public key', pem(publicKey), '', 'holds a public key'],
    ['a key of another type', pem(dsa), '', 'is a key of the type ec'],
    ['an RSA key that is too short', pem(pemOf(rsaKey('a', 'b', 768))), '', 'is an RSA key of 768 bits'],
    ['an encrypted key without password', pem(locked), '', 'is encrypted'],
    [
      'an encrypted key with another password',
      pem(locked),
      '  private-key-password: x\n',
      'cannot be decrypted',
    ],
    ['half a key', pem(rsa.slice(0, 300)), '', 'is no private key that can be read'],
    ['a file that is not there', 'keys/none.pem', '', 'cannot be read (ENOENT)'],
    ['a variable that is not set', '${NO_KEY}', '', 'holds ${NO_KEY}'],
  ])('stops the boot for %s and says where it stands', (_what, key, more, problem) => {
    const [fault, ...others] = faultsOf(oneKey(key, more));
    expect(others).toEqual([]);
    expect(fault).toMatchObject({
      key: 'nest.mail.dkim.private-key',
      source: expect.stringContaining('application.yml:5'),
      problem: expect.stringContaining(problem),
      value: '***',
    });
  });

  it('warns of an RSA key below 2048 bits', () => {
    const { warnings } = configOf(oneKey(pem(pemOf(rsaKey('a', 'b', 1024)))));
    expect(warnings.map(({ problem }) => problem)).toEqual([expect.stringContaining('of 1024 bits')]);
  });

  it('names what is missing, what is no name, and what nobody reads', () => {
    expect(faultsOf(`${HOST}  domain: a.example\n`).map(({ key }) => key)).toEqual([
      'nest.mail.dkim.selector',
      'nest.mail.dkim.private-key',
    ]);
    const domain = oneKey(pem(rsa)).replace('a.example', '"a example"');
    expect(faultsOf(domain).map(({ key }) => key)).toEqual(['nest.mail.dkim.domain']);
    const misspelt = `${HOST}  keys:\n    one: { domain: a.example, selctor: s, selector: s, private-key: "${ed.trim().replaceAll('\n', '\\n')}" }\n`;
    expect(configOf(misspelt).warnings).toMatchObject([
      { key: 'nest.mail.dkim.keys.one.selctor', problem: 'is not known' },
    ]);
  });

  it('shows no key when the settings are printed', () => {
    const shown = inspect(mailerOf(oneKey(pem(rsa))), { depth: Infinity, showHidden: true });
    expect(shown).not.toContain('PRIVATE KEY-----');
    expect(shown).not.toContain(rsa.split('\n')[1]);
  });
});
