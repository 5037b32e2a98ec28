import { beforeAll, describe, expect, it } from '@jest/globals';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';
import { type Certificates, certificates } from '../../support/certificates.js';
import { faultsOf } from '../../support/faults.js';
import { mailerFor } from '../../support/mailer-for.js';
import type { ScriptedServerOptions } from '../../support/scripted-server.js';
import { message, rejection, taken, withServer } from '../../support/with-server.js';

const STARTTLS = { 'mail.smtp.starttls.enable': true };
let made: Certificates;
beforeAll(async () => {
  made = await certificates();
});

function trusting(settings: MailModuleOptions): MailModuleOptions {
  const bundle = { truststore: { certificate: made.ca.cert } };
  return { ssl: { bundle: 'test' }, sslBundles: { test: bundle }, properties: STARTTLS, ...settings };
}

const KNOWS: ScriptedServerOptions = { tls: 'starttls', extensions: ['PIPELINING', 'REQUIRETLS'] };
const DOES_NOT: ScriptedServerOptions = { tls: 'starttls', extensions: ['PIPELINING'] };

describe('REQUIRETLS', () => {
  it.each([
    ['by the message', {}, { requireTls: true }],
    ['by the settings', { tls: { requiretls: true } }, {}],
  ])('is asked for %s', (_how, settings, fields) =>
    withServer(KNOWS, trusting(settings), async ({ mailer, server }) => {
      await mailer.send(message('x', fields));
      expect(server.mails).toMatchObject([{ parameters: 'REQUIRETLS', tls: true }]);
    }),
  );

  it.each([
    ['the mail server does not know it', DOES_NOT, {}],
    ['the line is in clear', { extensions: ['REQUIRETLS'] }, { ssl: {}, properties: {} }],
  ])('keeps a mail from being sent where %s, and no other', (_why, script, settings) =>
    withServer(script, trusting(settings), async ({ mailer, server }) => {
      const batch = [message('one'), message('two', { requireTls: true }), message('three')];
      const error = await rejection(mailer.send(batch));
      expect(error).toMatchObject({ name: 'MailSendError', outcome: 'refused' });
      const single = await rejection(mailer.send(batch[1]!));
      expect(single).toMatchObject({ permanent: true, diagnosis: { cause: 'no-requiretls' } });
      expect(taken(server)).toEqual(['one', 'three']);
      expect(server.lines.filter((line) => line.startsWith('MAIL'))).toHaveLength(2);
    }),
  );

  it('by the settings is what a message can do without', () =>
    withServer(DOES_NOT, trusting({ tls: { requiretls: true } }), async ({ mailer, server }) => {
      await expect(mailer.send(message('x'))).rejects.toMatchObject({
        diagnosis: { cause: 'no-requiretls' },
      });
      await mailer.send(message('y', { requireTls: false }));
      expect(taken(server)).toEqual(['y']);
    }));

  it('holds for mails with plugins', () =>
    withServer(DOES_NOT, trusting({}), async ({ mailer, server }) => {
      mailer.transporter?.use('stream', (_mail, done) => done());
      await expect(mailer.send(message('x', { requireTls: true }))).rejects.toMatchObject({
        diagnosis: { cause: 'no-requiretls' },
      });
      expect(server.mails).toEqual([]);
    }));

  it('asks for STARTTLS where it would only be used if it is offered', () =>
    withServer({}, { properties: STARTTLS, tls: { requiretls: true } }, async ({ mailer }) => {
      await expect(mailer.send(message('x'))).rejects.toMatchObject({ diagnosis: { cause: 'no-starttls' } });
    }));

  it.each([
    ['needs TLS', {}],
    [
      'needs a certificate that is checked',
      { properties: { 'mail.smtp.ssl.enable': true, 'mail.smtp.ssl.trust': '*' } },
    ],
  ])('that %s stops the boot', (problem, settings) => {
    const asking = { host: '127.0.0.1', tls: { requiretls: true }, ...settings };
    expect(faultsOf(() => mailerFor(asking))).toMatchObject([{ key: 'nest.mail.tls.requiretls', problem }]);
  });

  it('that is neither true nor false is refused before the network', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      const wrong: object = { requireTls: 'yes' };
      await expect(mailer.send(message('x', wrong))).rejects.toMatchObject({ field: 'requireTls' });
      expect(server.sessions).toHaveLength(0);
    }));
});
