import { describe, expect, it } from '@jest/globals';
import type { CheckResult } from '../../../lib/cli/doctor/check.js';
import { certificates } from '../../support/certificates.js';
import { run } from '../../support/run-cli.js';
import { scriptedServer, silence, type ScriptedServerOptions } from '../../support/scripted-server.js';
import { withFolder } from '../../support/temporary-folder.js';

const SENDER = 'nest.mail.defaults.from: shop@example.test\n';
const STARTTLS = 'spring.mail.properties.mail.smtp.starttls.enable: true\n';
const TLS = 'spring.mail.ssl.enabled: true\n';
const TRUSTING = `${TLS}spring.mail.ssl.bundle: test\nspring.ssl.bundle.pem.test.truststore.certificate: ca.pem\n`;

/** What the doctor says about a server of the test's own. */
async function checksOf(
  script: ScriptedServerOptions,
  settings: string,
  ...argv: string[]
): Promise<Map<string, CheckResult>> {
  const server = await scriptedServer(script);
  const { ca } = await certificates();
  const yaml = `spring.mail: {host: localhost, port: ${server.port}}\n${settings}`;
  try {
    const { out } = await withFolder({ 'application.yml': yaml, 'ca.pem': ca.cert }, (dir) =>
      run(['doctor', '--json', '--dir', dir, ...argv]),
    );
    expect(server.mails).toEqual([]);
    const { checks } = JSON.parse(out) as { checks: CheckResult[] };
    return new Map(checks.map((check) => [check.id, check]));
  } finally {
    await server.close();
  }
}

describe('nestjs-spring-mail doctor', () => {
  it('tells the version, the certificate, its chain and its days', async () => {
    const checks = await checksOf({ tls: 'implicit' }, TRUSTING + SENDER);
    expect(checks.get('tls')).toMatchObject({
      status: 'ok',
      detail: expect.stringMatching(
        /^TLSv1\.3, TLS_\w+; certificate for localhost, .+ issued by test ca, 36\d days left; the server speaks TLSv1\.2, TLSv1\.3$/u,
      ),
    });
    expect([...checks.keys()].indexOf('tls')).toBeLessThan([...checks.keys()].indexOf('greeting'));
  });

  it('tells which versions a server speaks that has none in common', async () => {
    const tlsOptions = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' } as const;
    const checks = await checksOf({ tls: 'starttls', tlsOptions }, `${STARTTLS}${SENDER}`);
    expect(checks.get('tls')).toMatchObject({
      status: 'fail',
      key: 'spring.mail.properties.mail.smtp.ssl.protocols',
      detail: expect.stringMatching(/the server speaks TLSv1, TLSv1\.1$/u),
    });
  });

  it('names those that send together with a mailer', async () => {
    const backup = 'nest.mail.failover: backup\nnest.mail.mailers.backup.host: localhost\n';
    const checks = await checksOf({}, SENDER + backup);
    expect(checks.get('settings')?.detail).toMatch(
      /it sends together with backup: look at them by --mailer$/u,
    );
  });

  it('warns of a certificate that ends soon', async () => {
    const { endingSoon } = await certificates();
    const checks = await checksOf({ tls: 'implicit', tlsOptions: endingSoon }, TRUSTING + SENDER);
    expect(checks.get('tls')).toMatchObject({
      status: 'warn',
      detail: expect.stringMatching(/\b9 days left;/u),
      advice: expect.stringMatching(/^Renew the certificate before \d{4}-\d\d-\d\d\.$/u),
    });
  });

  it('warns of a certificate that nobody checks', async () => {
    const trust = 'spring.mail.properties.mail.smtp.ssl.trust: "*"\n';
    const checks = await checksOf({ tls: 'implicit' }, TLS + trust + SENDER);
    expect(checks.get('tls')).toMatchObject({
      status: 'warn',
      key: 'spring.mail.properties.mail.smtp.ssl.trust',
      source: 'application.yml:3:45',
    });
    expect(checks.get('settings')).toMatchObject({ status: 'warn' });
  });

  it('says what the server offers, and that STARTTLS is optional where it is', async () => {
    const checks = await checksOf({ extensions: ['SIZE 1000', 'DSN'] }, STARTTLS + SENDER);
    expect(checks.get('extensions')).toMatchObject({ status: 'ok', detail: 'SIZE 1000, DSN' });
    expect(checks.get('starttls')).toMatchObject({ status: 'skipped' });
  });

  it('knows that a sender may have no mailbox, and says what that means', async () => {
    const checks = await checksOf({ on: { RCPT: '550 5.1.1 no such user' } }, SENDER);
    expect(checks.get('sender')).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('replies and bounces would not arrive'),
    });
  });

  it('names the key of a sender that is not set', async () => {
    const checks = await checksOf({}, '');
    expect(checks.get('sender')).toMatchObject({ status: 'skipped', key: 'nest.mail.defaults.from' });
    expect(checks.get('spf')).toMatchObject({ status: 'skipped', detail: 'no sender is set' });
  });

  it('looks at the mailer that was asked for', async () => {
    const billing = 'nest.mail.mailers.billing: {host: localhost, port: 1}\n';
    const checks = await checksOf({}, billing, '--mailer', 'billing');
    expect(checks.get('tcp')).toMatchObject({ status: 'fail', key: 'nest.mail.mailers.billing.port' });
    await expect(
      run(['doctor', '--mailer', 'biling'], { SPRING_MAIL_HOST: 'localhost' }),
    ).resolves.toMatchObject({ exitCode: 1, err: 'There is no mailer biling. There are: default.' });
  });

  it('does not ask for versions of TLS where the server is silent behind it', async () => {
    const limit = 'spring.mail.properties.mail.smtp.timeout: 200\n';
    const checks = await checksOf({ tls: 'implicit', on: { GREETING: silence } }, TRUSTING + SENDER + limit);
    expect(checks.get('tls')).toMatchObject({ status: 'ok', detail: 'done' });
    expect(checks.get('greeting')).toMatchObject({ status: 'fail' });
  });

  it('names a server that never answers its sign-in, and leaves no connection', async () => {
    const script: ScriptedServerOptions = { users: { ann: 's3cret' }, on: { AUTH: silence } };
    const account = 'spring.mail.username: ann\nspring.mail.password: s3cret\n';
    const limit = 'spring.mail.properties.mail.smtp.timeout: 200\n';
    const checks = await checksOf(script, account + limit + SENDER);
    expect([...checks.values()].filter(({ status }) => status === 'fail')).toMatchObject([
      { id: 'sign-in', page: 'docs/troubleshooting.md#silent-server' },
    ]);
  });

  it('shows a person what runs, in colours', async () => {
    const shown: string[] = [];
    const screen = { hasColours: true, status: (line: string) => void shown.push(line) };
    const { out } = await run(['doctor'], { SPRING_MAIL_HOST: 'localhost', SPRING_MAIL_PORT: '1' }, screen);
    expect(shown).toEqual(expect.arrayContaining(['… settings', '… dns', '… tcp', '']));
    expect(shown.at(-1)).toBe('');
    expect(out).toContain('\u001b[31m✖\u001b[39m tcp ');
    expect(out).toContain('greeting, starttls, tls, extensions, sign-in, sender needs tcp');
  });
});
