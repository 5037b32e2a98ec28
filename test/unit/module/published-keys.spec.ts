import { generateKeyPairSync } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dkimRecord } from '../../../lib/message/dkim/dkim-record.js';
import { unpublishedKeys } from '../../../lib/module/published-keys.js';
import { type DnsServer, dnsServer } from '../../support/dns-server.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const keyOf = (key: typeof privateKey) => ({ domain: 'example.test', selector: 'mail2026', key });
const { name, text } = dkimRecord(keyOf(privateKey));

describe('the DKIM key of the settings', () => {
  const resolver = new Resolver();
  let dns: DnsServer;
  beforeAll(async () => {
    dns = await dnsServer();
    resolver.setServers([dns.address]);
  });
  afterAll(async () => {
    await dns.close();
  });

  it('is right when the DNS publishes its public half', async () => {
    dns.serve({ [name]: { TXT: [text] } });
    await expect(unpublishedKeys([keyOf(privateKey)], resolver)).resolves.toEqual([]);
  });

  it.each([
    ['another key', { [name]: { TXT: [dkimRecord(keyOf(other)).text] } }, 'holds another key'],
    ['an empty key', { [name]: { TXT: ['v=DKIM1; p='] } }, 'is revoked'],
    ['nothing', {}, `there is no TXT record ${name}`],
  ])('is named when the DNS publishes %s', async (_what, zone, problem) => {
    dns.serve(zone);
    await expect(unpublishedKeys([keyOf(privateKey)], resolver)).resolves.toEqual([
      {
        key: 'nest.mail.dkim',
        problem: expect.stringContaining(problem),
        advice: expect.stringContaining('doctor'),
      },
    ]);
  });
});
