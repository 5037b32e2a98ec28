import { describe, expect, it } from '@jest/globals';
import { createPublicKey } from 'node:crypto';
import { compareDkimRecord, dkimRecord } from '../../../../lib/message/dkim/dkim-record.js';
import { ed25519Key, rsaKey } from '../../../support/dkim-keys.js';

const rsa = rsaKey('a.example');
const ed = ed25519Key('a.example');

describe('the DNS record of a DKIM key', () => {
  it('is where verifiers look for it, and holds the public key as they expect it', () => {
    expect(dkimRecord(rsa)).toMatchObject({
      name: 'rsa._domainkey.a.example',
      text: expect.stringMatching(/^v=DKIM1; k=rsa; p=MIIB[\w+/]+=*$/u),
    });
    // 32 bytes, without the frame around them (RFC 8463 section 4).
    expect(dkimRecord(ed).text).toMatch(/^v=DKIM1; k=ed25519; p=[\w+/]{43}=$/u);
  });

  it('is compared with what is published, however that is written', () => {
    const { text } = dkimRecord(rsa);
    expect(compareDkimRecord(text, rsa)).toBe('same');
    expect(compareDkimRecord(`${text.slice(0, 60)} ${text.slice(60)};t=s; n=a=b`, rsa)).toBe('same');
    expect(compareDkimRecord(text.replace('v=DKIM1; k=rsa; ', ''), rsa)).toBe('same');
    const pkcs1 = createPublicKey(rsa.key).export({ type: 'pkcs1', format: 'der' }).toString('base64');
    expect(compareDkimRecord(`v=DKIM1; p=${pkcs1}`, rsa)).toBe('same');
    expect(compareDkimRecord(dkimRecord(ed).text, ed)).toBe('same');
  });

  it('of another key, of another type, revoked, or no DKIM at all is told apart', () => {
    expect(compareDkimRecord(dkimRecord(rsaKey('a.example')).text, rsa)).toBe('different');
    expect(compareDkimRecord(dkimRecord(ed).text, rsa)).toBe('different');
    expect(compareDkimRecord(dkimRecord(rsa).text, ed)).toBe('different');
    expect(compareDkimRecord('v=DKIM1; p=', rsa)).toBe('revoked');
    expect(compareDkimRecord('v=spf1 -all', rsa)).toBe('not-dkim');
  });
});
