import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';
import { type Certificates, certificates, type KeyPair } from '../../support/certificates.js';
import { faultsOf } from '../../support/faults.js';
import { mailerFor } from '../../support/mailer-for.js';
import { message, rejection, taken, withServer } from '../../support/with-server.js';

const users = { ann: 'hunter2' };
const account = { username: 'ann', password: 'hunter2' };
const WAYS = [
  ['STARTTLS', 'starttls', { 'mail.smtp.starttls.enable': true }],
  ['TLS from the first byte', 'implicit', { 'mail.smtp.ssl.enable': true }],
] as const;
let made: Certificates;
beforeAll(async () => {
  made = await certificates();
});

const fingerprintOf = ({ cert }: KeyPair): string => new X509Certificate(cert).fingerprint256;

describe.each(WAYS)('nest.mail.tls.fingerprint, %s', (_way, tls, properties) => {
  const settings = (fingerprint: string, more: MailModuleOptions = {}): MailModuleOptions => ({
    ...account,
    properties,
    tls: { fingerprint },
    ...more,
  });

  it.each(['selfSigned', 'expired', 'wrongName', 'good'] as const)(
    'accepts the certificate that it names, whatever else is wrong with it: %s',
    (name) =>
      withServer(
        { tls, tlsOptions: made[name], users },
        settings(fingerprintOf(made[name])),
        async (pair) => {
          await pair.mailer.send(message('x'));
          expect(pair.server.mails.map((mail) => mail.tls)).toEqual([true]);
        },
      ),
  );

  it('accepts one of several, in the forms that people copy', () => {
    const [first, second] = [fingerprintOf(made.good), fingerprintOf(made.selfSigned)];
    const written = `${first.replaceAll(':', '').toLowerCase()}, sha256 Fingerprint=${second}`;
    return withServer({ tls, tlsOptions: made.selfSigned, users }, settings(written), async (pair) => {
      await pair.mailer.send(message('x'));
      expect(taken(pair.server)).toEqual(['x']);
    });
  });

  it('accepts no other certificate, though its authority is trusted, and no password is sent', () => {
    const bundle = { truststore: { certificate: made.ca.cert } };
    const trusting = { ssl: { bundle: 'test' }, sslBundles: { test: bundle } };
    const other = settings(fingerprintOf(made.selfSigned), trusting);
    return withServer({ tls, tlsOptions: made.good, users }, other, async ({ mailer, server }) => {
      const error = await rejection(mailer.send(message('x')));
      expect(error).toMatchObject({
        name: 'MailSendError',
        outcome: 'refused',
        diagnosis: { cause: 'fingerprint-mismatch', key: 'nest.mail.tls.fingerprint' },
        message: expect.stringContaining(fingerprintOf(made.good)),
      });
      expect(server.lines.filter((line) => !/^(?:EHLO|STARTTLS)/u.test(line))).toEqual([]);
    });
  });
});

describe('nest.mail.tls.fingerprint', () => {
  const pin = { tls: { fingerprint: 'ab'.repeat(32) } };

  it('asks for STARTTLS where it would only be used if it is offered', () =>
    withServer({}, { properties: WAYS[0][2], ...pin }, async ({ mailer, server }) => {
      const error = await rejection(mailer.send(message('x')));
      expect(error).toMatchObject({ diagnosis: { cause: 'no-starttls' } });
      expect(server.mails).toEqual([]);
    }));

  it.each([
    ['needs TLS', pin],
    ['is not a SHA-256 fingerprint', { properties: WAYS[0][2], tls: { fingerprint: 'ab:cd' } }],
    ['is not a SHA-256 fingerprint', { properties: WAYS[0][2], tls: { fingerprint: `${'ab'.repeat(32)},` } }],
  ])('that %s stops the boot', (problem, settings) => {
    expect(faultsOf(() => mailerFor({ host: '127.0.0.1', ...settings }))).toMatchObject([{ problem }]);
  });
});
