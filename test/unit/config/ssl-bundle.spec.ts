import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { MailConfig } from '../../../lib/config/mailer-config.js';
import { resolveMailConfig } from '../../../lib/config/resolve-mail-config.js';
import type { TlsMaterial } from '../../../lib/config/tls-material.js';
import type { ConfigFault } from '../../../lib/errors/mail-config.error.js';
import { type Certificates, certificates } from '../../support/certificates.js';
import { faultsOf } from '../../support/faults.js';
import { withFolder } from '../../support/temporary-folder.js';

let made: Certificates;
beforeAll(async () => {
  made = await certificates();
});

const base = 'spring.mail: {host: mail.example.org, ssl: {enabled: true, bundle: corp}}\n';
const bundle = (yaml: string): string => `${base}spring.ssl.bundle.pem.corp: {${yaml}}\n`;
const clientKeys = 'keystore: {certificate: cert.pem, private-key: key.pem}';

function inFolder<T>(
  yaml: string,
  use: (read: () => MailConfig, directory: string) => T,
  files: Readonly<Record<string, string>> = {},
): T {
  const all = { 'ca.pem': made.ca.cert, 'cert.pem': made.good.cert, 'key.pem': made.good.key, ...files };
  return withFolder({ 'application.yml': yaml, ...all }, (directory) =>
    use(() => resolveMailConfig({ load: { directory, env: {}, argv: [] } }), directory),
  );
}
const configOf = (yaml: string): MailConfig => inFolder(yaml, (read) => read());
const faults = (yaml: string, files = {}): readonly ConfigFault[] =>
  inFolder(yaml, (read) => faultsOf(read), files);
const materialOf = (config: MailConfig): TlsMaterial | undefined =>
  config.mailers.get('default')?.tls.material?.();

describe('a PEM bundle', () => {
  it('may hold paths, locations and the text itself', () => {
    const expected = { ca: made.ca.cert, cert: made.good.cert, key: made.good.key };
    const inline = Buffer.from(made.ca.cert).toString('base64');
    for (const ca of [
      'ca.pem',
      'file:ca.pem',
      'classpath:ca.pem',
      '"file://${DIR}/ca.pem"',
      `"base64:${inline}"`,
    ]) {
      const yaml = bundle(`truststore.certificate: ${ca}, ${clientKeys}`);
      expect(materialOf(configOf(yaml))).toEqual(expected);
    }
    const block = `${base}spring.ssl.bundle.pem.corp.truststore.certificate: |\n  ${made.ca.cert.replaceAll('\n', '\n  ')}\n`;
    expect(materialOf(configOf(block))?.ca?.trim()).toBe(made.ca.cert.trim());
  });

  it('is not used unless a mailer names it', () => {
    const yaml =
      'spring.mail.host: mail.example.org\nspring.ssl.bundle.pem.corp.truststore.certificate: missing.pem';
    expect(materialOf(configOf(yaml))).toBeUndefined();
  });

  it.each([
    ['a missing file', 'truststore.certificate: nowhere.pem', 'truststore.certificate', /ENOENT/u],
    [
      'a file that is no PEM',
      'truststore.certificate: application.yml',
      'truststore.certificate',
      /no PEM text/u,
    ],
    [
      'a variable that is not set',
      'truststore.certificate: "${CA_FILE}"',
      'truststore.certificate',
      /CA_FILE/u,
    ],
    ['a certificate without key', 'keystore.certificate: cert.pem', 'keystore.certificate', /half/u],
    ['a key without certificate', 'keystore.private-key: key.pem', 'keystore.private-key', /half/u],
    [
      'a flag that is none',
      'truststore.certificate: ca.pem, reload-on-update: maybe',
      'reload-on-update',
      /true/u,
    ],
  ])('with %s stops the boot', (_what, yaml, key, problem) => {
    const found = faults(bundle(yaml));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ key: `spring.ssl.bundle.pem.corp.${key}` });
    expect(found[0]?.problem).toMatch(problem);
  });

  it('whose key does not belong to the certificate stops the boot', () => {
    expect(faults(bundle(clientKeys), { 'key.pem': made.ca.key })).toMatchObject([
      { key: 'spring.mail.ssl.bundle', problem: expect.stringMatching(/cannot use \(ERR_/u) },
    ]);
  });

  it('has keys that do nothing for mail, which are named with the reason', () => {
    const yaml = bundle(
      'truststore: {certificate: ca.pem, type: PEM}, options: {ciphers: X, enabled-protocols: TLSv1.3}, key.alias: a, protocol: TLS, keystore.verify-keys: true, truststore.certficate: x',
    );
    const { warnings } = configOf(yaml);
    const advice = (key: string): string | undefined =>
      warnings.find((one) => one.key === `spring.ssl.bundle.pem.corp.${key}`)?.advice;
    expect(warnings).toHaveLength(7);
    expect(advice('options.ciphers')).toMatch(/mail\.smtp\.ssl\.ciphersuites/u);
    expect(advice('options.enabled-protocols')).toMatch(/mail\.smtp\.ssl\.protocols/u);
    expect(advice('truststore.certficate')).toMatch(
      /^Write spring\.ssl\.bundle\.pem\.corp\.truststore\.certificate/u,
    );
  });

  it('shows neither its private key nor the password of it', () => {
    const secrets = 'keystore: {certificate: cert.pem, private-key: hunter2, private-key-password: hunter3}';
    const found = faults(bundle(secrets));
    expect(found).toMatchObject([{ key: 'spring.ssl.bundle.pem.corp.keystore.private-key', value: '***' }]);
    expect(JSON.stringify(found)).not.toMatch(/hunter/u);
  });
});

describe('a Java key store is refused with the commands that convert it', () => {
  it.each([
    [
      'truststore: {location: "classpath:trust.jks"}',
      'keytool -importkeystore -srckeystore trust.jks -destkeystore truststore.p12 -deststoretype PKCS12 && openssl pkcs12 -in truststore.p12 -nokeys -out ca.pem',
      'truststore.certificate: ca.pem',
    ],
    [
      'keystore: {location: client.p12, type: PKCS12}',
      'openssl pkcs12 -in client.p12 -nokeys -out cert.pem && openssl pkcs12 -in client.p12 -nocerts -nodes -out key.pem',
      'keystore.certificate: cert.pem, keystore.private-key: key.pem',
    ],
  ])('%s', (yaml, commands, keys) => {
    const [fault] = faults(`${base}spring.ssl.bundle.jks.corp: {${yaml}}`);
    expect(fault?.problem).toBe('names a Java key store, which Node cannot read');
    expect(fault?.advice).toBe(
      `Convert it (${commands}) and configure spring.ssl.bundle.pem.corp with ${keys}.`,
    );
  });
});

describe('reload-on-update', () => {
  const yaml = bundle(`truststore.certificate: ca.pem, ${clientKeys}, reload-on-update: true`);

  it('reads files that have changed for the next connection', () => {
    inFolder(yaml, (read, directory) => {
      const config = read();
      expect(materialOf(config)?.ca).toBe(made.ca.cert);
      writeFileSync(join(directory, 'ca.pem'), made.selfSigned.cert);
      expect(materialOf(config)?.ca).toBe(made.selfSigned.cert);
    });
  });

  it('keeps the last good files while the new ones cannot be used, and warns once', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
    inFolder(yaml, (read, directory) => {
      const config = read();
      const before = materialOf(config);
      writeFileSync(join(directory, 'cert.pem'), made.selfSigned.cert);
      expect(materialOf(config)).toEqual(before);
      expect(materialOf(config)).toEqual(before);
      expect(warn.mock.calls).toHaveLength(1);
      expect(warn.mock.calls[0]?.[0]).toMatch(/spring\.ssl\.bundle\.pem\.corp .*ERR_/u);
      writeFileSync(join(directory, 'key.pem'), made.selfSigned.key);
      expect(materialOf(config)).toMatchObject({ cert: made.selfSigned.cert, key: made.selfSigned.key });
      rmSync(join(directory, 'ca.pem'));
      expect(materialOf(config)?.ca).toBe(made.ca.cert);
      expect(warn.mock.calls[1]?.[0]).toMatch(/ENOENT/u);
    });
    warn.mockRestore();
  });

  it('is off unless it is asked for', () => {
    inFolder(yaml.replace('true}', 'false}'), (read, directory) => {
      const config = read();
      writeFileSync(join(directory, 'ca.pem'), made.selfSigned.cert);
      expect(materialOf(config)?.ca).toBe(made.ca.cert);
    });
  });
});
