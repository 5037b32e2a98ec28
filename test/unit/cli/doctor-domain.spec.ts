import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CheckResult } from '../../../lib/cli/doctor/check.js';
import { dkimRecord } from '../../../lib/message/dkim/dkim-record.js';
import { type DnsServer, dnsServer, type Zone } from '../../support/dns-server.js';
import { GOOD_ZONE } from '../../support/domain-zone.js';
import { run } from '../../support/run-cli.js';
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.js';
import { withFolder } from '../../support/temporary-folder.js';

const DOMAIN_CHECKS = ['domain', 'spf', 'dkim', 'dmarc', 'mx', 'ptr'];
const GMAIL = 'nest.mail.preset: gmail\nspring.mail.properties.mail.smtp.starttls.enable: false\n';
const ENVELOPE = 'spring.mail.properties.mail.smtp.from: bounces@elsewhere.test\n';

const { privateKey } = generateKeyPairSync('ed25519');
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const RECORD = dkimRecord({ domain: 'example.test', selector: 'mail2026', key: privateKey });
const DKIM = `nest.mail.dkim: {domain: example.test, selector: mail2026, private-key: ${JSON.stringify(pem)}}\n`;

/** The good zone with one entry changed. */
const withEntry = (name: string, entry: Zone[string]): Zone => ({
  ...GOOD_ZONE,
  [name]: { ...GOOD_ZONE[name], ...entry },
});
const without = (name: string): Zone =>
  Object.fromEntries(Object.entries(GOOD_ZONE).filter(([known]) => known !== name));
const spf = (...texts: string[]): Zone => withEntry('example.test', { TXT: texts });
const dmarc = (...texts: string[]): Zone => withEntry('_dmarc.example.test', { TXT: texts });
const includes = Array.from({ length: 11 }, (_, number) => `include:i${number}.example.test`).join(' ');
const chain: Zone = Object.fromEntries(
  Array.from({ length: 11 }, (_, number) => [`i${number}.example.test`, { TXT: ['v=spf1 ip4:192.0.2.1'] }]),
);

interface Fault {
  readonly name: string;
  readonly zone: Zone;
  readonly settings?: string;
  readonly finding: Partial<CheckResult>;
}

const FAULTS: readonly Fault[] = [
  {
    name: 'a domain that does not exist',
    zone: { 'elsewhere.test': {} },
    finding: { id: 'domain', status: 'fail', key: 'nest.mail.defaults.from', source: 'application.yml:2:26' },
  },
  {
    name: 'no SPF',
    zone: spf('some-verification=1'),
    finding: { id: 'spf', status: 'fail', key: 'TXT example.test', expected: 'v=spf1 a:localhost ~all' },
  },
  {
    name: 'two SPF records',
    zone: spf('v=spf1 -all', 'v=spf1 ~all'),
    finding: { id: 'spf', status: 'fail', detail: 'example.test has 2 SPF records, of which none counts' },
  },
  {
    name: 'a term that SPF does not know',
    zone: spf('v=spf1 ipv4:192.0.2.1 -all'),
    finding: {
      id: 'spf',
      status: 'fail',
      detail: 'example.test holds "ipv4:192.0.2.1", which is no term of SPF',
    },
  },
  {
    name: 'an SPF address that is none',
    zone: spf('v=spf1 ip4:192.0.2.0/33 -all'),
    finding: { id: 'spf', status: 'fail', detail: 'example.test holds 192.0.2.0/33, which is no address' },
  },
  {
    name: 'an include without a record',
    zone: spf('v=spf1 include:nothing.test -all'),
    finding: {
      id: 'spf',
      status: 'fail',
      detail: 'example.test includes nothing.test, which has no SPF record',
    },
  },
  {
    name: 'an include of itself',
    zone: spf('v=spf1 include:example.test -all'),
    finding: {
      id: 'spf',
      status: 'fail',
      detail: expect.stringContaining('more than 10 lookups') as unknown as string,
    },
  },
  {
    name: 'more lookups than receivers make',
    zone: { ...chain, ...spf(`v=spf1 ${includes} -all`) },
    finding: {
      id: 'spf',
      status: 'fail',
      detail: expect.stringContaining('more than 10 lookups') as unknown as string,
    },
  },
  {
    name: 'SPF that lets everybody in',
    zone: spf('v=spf1 +all'),
    finding: { id: 'spf', status: 'fail', detail: 'example.test lets everybody send in its name' },
  },
  {
    name: 'SPF without an end',
    zone: spf('v=spf1 ip4:192.0.2.1'),
    finding: { id: 'spf', status: 'warn', advice: 'End the record in ~all or -all.' },
  },
  {
    name: 'SPF that leaves the provider out',
    zone: spf('v=spf1 mx -all'),
    settings: GMAIL,
    finding: { id: 'spf', status: 'fail', expected: 'v=spf1 include:_spf.google.com ~all' },
  },
  {
    name: 'a DKIM key that is not published',
    zone: GOOD_ZONE,
    settings: DKIM,
    finding: {
      id: 'dkim',
      status: 'fail',
      key: 'TXT mail2026._domainkey.example.test',
      expected: RECORD.text,
    },
  },
  {
    name: 'another DKIM key',
    zone: withEntry(RECORD.name, {
      TXT: ['v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='],
    }),
    settings: DKIM,
    finding: { id: 'dkim', status: 'fail', expected: RECORD.text },
  },
  {
    name: 'a DKIM key that was revoked',
    zone: withEntry(RECORD.name, { TXT: ['v=DKIM1; p='] }),
    settings: DKIM,
    finding: { id: 'dkim', status: 'fail', expected: RECORD.text },
  },
  {
    name: 'two DKIM records',
    zone: withEntry(RECORD.name, { TXT: [RECORD.text, 'v=DKIM1; p='] }),
    settings: DKIM,
    finding: { id: 'dkim', status: 'fail', expected: RECORD.text },
  },
  {
    name: 'no DMARC',
    zone: without('_dmarc.example.test'),
    finding: { id: 'dmarc', status: 'warn', key: 'TXT _dmarc.example.test' },
  },
  {
    name: 'two DMARC records',
    zone: dmarc('v=DMARC1; p=none', 'v=DMARC1; p=reject'),
    finding: {
      id: 'dmarc',
      status: 'fail',
      detail: 'example.test has 2 DMARC records, of which none counts',
    },
  },
  {
    name: 'DMARC without a policy',
    zone: dmarc('v=DMARC1; rua=mailto:dmarc@example.test'),
    finding: {
      id: 'dmarc',
      status: 'fail',
      detail: 'the DMARC record of example.test has no p= that is known',
    },
  },
  {
    name: 'an envelope of another domain',
    zone: { ...GOOD_ZONE, 'elsewhere.test': { TXT: ['v=spf1 -all'] } },
    settings: ENVELOPE,
    finding: {
      id: 'dmarc',
      status: 'fail',
      key: 'spring.mail.properties.mail.smtp.from',
      source: 'application.yml:3:40',
      expected: 'an address of example.test',
    },
  },
  {
    name: 'no mail server for answers',
    zone: withEntry('example.test', { MX: [] }),
    finding: { id: 'mx', status: 'fail', key: 'MX example.test' },
  },
  {
    name: 'an address instead of a mail server',
    zone: withEntry('example.test', { MX: [], A: ['192.0.2.10'] }),
    finding: { id: 'mx', status: 'warn', key: 'MX example.test' },
  },
  {
    name: 'a domain that takes no mail',
    zone: withEntry('example.test', { MX: ['0 .'] }),
    finding: { id: 'mx', status: 'fail', key: 'nest.mail.defaults.from' },
  },
  {
    name: 'a mail server without an address',
    zone: without('backup.example.test'),
    finding: { id: 'mx', status: 'warn', detail: 'backup.example.test has no address' },
  },
  {
    name: 'an address without a name',
    zone: without('10.2.0.192.in-addr.arpa'),
    finding: { id: 'ptr', status: 'warn', key: 'PTR 192.0.2.10', detail: '192.0.2.10 has no name' },
  },
  {
    name: 'a name that does not lead back',
    zone: withEntry('10.2.0.192.in-addr.arpa', { PTR: ['backup.example.test'] }),
    finding: { id: 'ptr', status: 'warn', key: 'PTR 192.0.2.10' },
  },
];

describe('nestjs-spring-mail doctor finds about the domain of the sender', () => {
  let dns: DnsServer;
  let server: ScriptedServer;
  beforeAll(async () => {
    [dns, server] = await Promise.all([dnsServer(), scriptedServer()]);
  });
  afterAll(async () => {
    await Promise.all([dns.close(), server.close()]);
  });

  /** What the doctor says about the domain. */
  async function checksOf(zone: Zone, settings = '', address = dns.address): Promise<CheckResult[]> {
    dns.serve(zone);
    const yaml = `spring.mail: {host: localhost, port: ${server.port}}\nnest.mail.defaults.from: shop@example.test\n`;
    const { out } = await withFolder({ 'application.yml': yaml + settings }, (dir) =>
      run(['doctor', '--json', '--dir', dir, ...(address === '' ? [] : ['--dns', address])]),
    );
    const { checks } = JSON.parse(out) as { checks: CheckResult[] };
    return checks.filter(({ id }) => DOMAIN_CHECKS.includes(id));
  }

  it('nothing, where all is there', async () => {
    const checks = await checksOf({ ...GOOD_ZONE, [RECORD.name]: { TXT: [RECORD.text] } }, DKIM);
    expect(checks.map(({ id, status }) => [id, status])).toEqual(DOMAIN_CHECKS.map((id) => [id, 'ok']));
    expect(server.mails).toEqual([]);
  });

  it.each(FAULTS)('$name', async ({ zone, settings, finding }) => {
    const checks = await checksOf(zone, settings);
    const wrong = checks.filter(({ status }) => status === 'fail' || status === 'warn');
    expect(wrong).toMatchObject([{ ...finding, page: `docs/troubleshooting.md#${finding.id}` }]);
  });

  it('nothing wrong in a sender of a domain below that of DMARC, and in an envelope below that of the sender', async () => {
    const zone = { ...GOOD_ZONE, 'bounces.example.test': { TXT: ['v=spf1 ip4:192.0.2.1 -all'] } };
    const envelope = 'spring.mail.properties.mail.smtp.from: b@bounces.example.test\n';
    const relaxed = await checksOf(zone, envelope);
    expect(relaxed.find(({ id }) => id === 'dmarc')).toMatchObject({ status: 'ok' });
    const strict = await checksOf({ ...zone, ...dmarc('v=DMARC1; p=reject; aspf=s') }, envelope);
    expect(strict.find(({ id }) => id === 'dmarc')).toMatchObject({ status: 'fail' });
  });

  it('nothing wrong in an envelope of another domain, where the signature belongs to the sender', async () => {
    const zone = {
      ...GOOD_ZONE,
      [RECORD.name]: { TXT: [RECORD.text] },
      'elsewhere.test': { TXT: ['v=spf1 -all'] },
    };
    const checks = await checksOf(zone, ENVELOPE + DKIM);
    expect(checks.find(({ id }) => id === 'dmarc')).toMatchObject({ status: 'ok' });
  });

  it('nothing, when the DNS does not answer, and does not wait for it more than once', async () => {
    const closed = await dnsServer();
    await closed.close();
    const checks = await checksOf(GOOD_ZONE, '', closed.address);
    expect(checks.map(({ id, status }) => [id, status])).toEqual(
      DOMAIN_CHECKS.map((id) => [id, id === 'domain' ? 'warn' : 'skipped']),
    );
  });

  it('nothing about names for tests, unless a DNS is named that may know them', async () => {
    const checks = await checksOf(GOOD_ZONE, '', '');
    expect(checks.map(({ detail }) => detail)).toEqual(
      DOMAIN_CHECKS.map(() => 'example.test is a name for tests'),
    );
  });

  it('nothing, when the DNS is not named as an address', async () => {
    await expect(
      run(['doctor', '--dns', 'nonsense'], { SPRING_MAIL_HOST: 'localhost' }),
    ).resolves.toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('127.0.0.1:53'),
    });
  });
});
