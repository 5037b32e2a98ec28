import { BlockList, isIP } from 'node:net';

const ADDRESSES = new BlockList();
ADDRESSES.addSubnet('127.0.0.0', 8, 'ipv4');
ADDRESSES.addAddress('::1', 'ipv6');

/**
 * Whether a host is this machine, whose lines nobody outside can listen to: `localhost`, 127.0.0.0/8, `::1`, also in the
 * brackets of a URL and in the form of IPv6 (`::ffff:127.0.0.1`).
 */
export function isLoopback(host: string): boolean {
  const name = host.replaceAll(/^\[|\]$/gu, '').toLowerCase();
  const family = isIP(name);
  return family === 0 ? name === 'localhost' : ADDRESSES.check(name, family === 6 ? 'ipv6' : 'ipv4');
}
