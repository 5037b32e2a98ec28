import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CheckResult } from '../../lib/cli/doctor/check.js';
import { describeWith } from '../support/describe-with.js';
import { type DnsServer, dnsServer } from '../support/dns-server.js';
import { GOOD_ZONE } from '../support/domain-zone.js';
import { type Field, placeOf, type Settings, startField, yamlOf } from '../support/field.js';
import { BOOT_STOPPERS, MISCONFIGURATIONS } from '../support/misconfigurations.js';
import { run } from '../support/run-cli.js';
import { withFolder } from '../support/temporary-folder.js';

interface Report {
  readonly ok: boolean;
  readonly checks: readonly CheckResult[];
}

const CHECKS =
  'settings dns tcp greeting starttls tls extensions sign-in sender domain spf dkim dmarc mx ptr'.split(' ');

describeWith(['postfix'], 'nestjs-spring-mail doctor', () => {
  let field: Field;
  let dns: DnsServer;
  beforeAll(async () => {
    [field, dns] = await Promise.all([startField(), dnsServer(GOOD_ZONE)]);
  });
  afterAll(async () => {
    await Promise.all([field.close(), dns.close()]);
  });

  const doctor = (settings: Settings, ...argv: string[]) =>
    withFolder({ 'application.yml': yamlOf(settings) }, (dir) =>
      run(['doctor', '--dir', dir, '--dns', dns.address, ...argv]),
    );

  async function reportOn(settings: Settings, ...argv: string[]): Promise<Report & { exitCode: number }> {
    const { exitCode, out, err } = await doctor(settings, '--json', ...argv);
    expect(err).toBe('');
    expect(out).not.toContain('wr0ng');
    return { exitCode, ...(JSON.parse(out) as Report) };
  }

  it('finds nothing wrong where nothing is', async () => {
    const { exitCode, ok, checks } = await reportOn(field.good);
    expect({ exitCode, ok }).toEqual({ exitCode: 0, ok: true });
    expect(checks.filter(({ status }) => status === 'fail' || status === 'warn')).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual(CHECKS);
    for (const { ms } of checks) expect(ms).toEqual(expect.any(Number));
  });

  it.each(MISCONFIGURATIONS)(
    'has one failed check: $name',
    async ({ settings, cause, key, expected, isWritten }) => {
      const written = settings(field);
      const { exitCode, ok, checks } = await reportOn(written);
      const failed = checks.filter(({ status }) => status === 'fail');
      expect({ exitCode, ok }).toEqual({ exitCode: 1, ok: false });
      expect(failed).toHaveLength(1);
      expect(failed[0]).toMatchObject({
        page: `docs/troubleshooting.md#${cause}`,
        advice: expect.stringMatching(/\.$/u),
        ...(key !== undefined && { key, expected }),
        ...(key !== undefined && isWritten === true && { source: placeOf(written, key) }),
      });
    },
  );

  it.each(BOOT_STOPPERS)('has one failed check: $name', async ({ settings, key = '', expected }) => {
    const written = settings(field);
    const { ok, checks } = await reportOn(written);
    const failed = checks.filter(({ status }) => status === 'fail');
    expect(ok).toBe(false);
    expect(failed).toMatchObject([
      { id: 'settings', key, source: placeOf(written, key), advice: expect.stringMatching(expected ?? '') },
    ]);
    expect(failed[0]?.advice).toContain(failed[0]?.expected);
    const others = checks.filter(({ id }) => id !== 'settings');
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 'skipped'));
  });

  it('sends nothing unless it is asked to', async () => {
    await expect(field.postfix.mails()).resolves.toEqual([]);
    const { ok, checks } = await reportOn(field.good, '--send-to', 'bob@example.test');
    expect(ok).toBe(true);
    expect(checks.find(({ id }) => id === 'send')).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('250'),
    });
    await expect(field.postfix.waitForMail(({ to }) => to === 'bob@example.test')).resolves.toBeDefined();
  });

  it('finds that a recipient is refused', async () => {
    const { checks } = await reportOn(field.good, '--send-to', 'reject@example.test');
    expect(checks.filter(({ status }) => status === 'fail')).toMatchObject([
      { id: 'sender', page: 'docs/troubleshooting.md#unknown-recipient' },
    ]);
  });

  it('writes a checklist for people, without colours where nobody watches', async () => {
    const { exitCode, out } = await doctor({ ...field.good, 'spring.mail.password': 'wr0ng' });
    expect(exitCode).toBe(1);
    expect(out).not.toContain('\u001b');
    expect(out).toMatch(/^✔ settings +localhost:\d+, STARTTLS, as user$/mu);
    expect(out).toMatch(/^✖ sign-in +localhost:\d+ did not accept the username and password/mu);
    expect(out).toMatch(/^- sender +needs sign-in$/mu);
    expect(out).toMatch(/^ +spring\.mail\.password \(application\.yml:4:23\) should be: the password/mu);
    expect(out).toMatch(/^1 of 15 checks failed\.$/mu);
  });
});
