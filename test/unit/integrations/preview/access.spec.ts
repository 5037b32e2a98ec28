import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { gatekeeper, type PreviewAccess } from '../../../../lib/integrations/preview/access.js';

/** Why a client at this address is not answered. */
function refusal(
  remoteAddress: string,
  allow: PreviewAccess = {},
  headers: Record<string, string> = { host: 'localhost:3000' },
): string | undefined {
  return gatekeeper(allow)({ socket: { remoteAddress }, headers } as unknown as IncomingMessage);
}

describe('the preview', () => {
  it.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])('answers this machine: %s', (address) => {
    expect(refusal(address)).toBe(undefined);
  });

  it.each(['192.168.1.5', '172.17.0.1', '::ffff:10.0.0.1', 'fe80::1', '2001:db8::1', '', 'unix'])(
    'answers no other machine, and says how to change that: %s',
    (address) => {
      expect(refusal(address)).toContain(`allow: { addresses: ['${address}'] }`);
    },
  );

  it.each([
    ['172.17.0.1', '172.16.0.0/12'],
    ['::ffff:172.17.0.1', '172.16.0.0/12'],
    ['192.168.1.5', '192.168.1.5'],
    ['2001:db8::7', '2001:db8::/32'],
  ])('answers who is allowed: %s', (address, allowed) => {
    expect(refusal(address, { addresses: [allowed] })).toBe(undefined);
    expect(refusal('203.0.113.9', { addresses: [allowed] })).not.toBe(undefined);
  });

  it.each(['nowhere', '300.1.1.1', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/', ''])(
    'names what is no address: %s',
    (address) => {
      expect(() => gatekeeper({ addresses: ['10.0.0.1', address] })).toThrow(
        `allow.addresses of the mail preview is neither an address nor a network, got ${JSON.stringify(address)}`,
      );
    },
  );

  it.each(['https://evil.example', 'null', 'http://localhost.evil.example', 'http://127.0.0.1@evil.example'])(
    'answers no other site: %s',
    (origin) => {
      expect(refusal('127.0.0.1', {}, { host: 'localhost', origin })).toContain('answers no other site');
    },
  );
});
