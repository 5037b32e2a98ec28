import { isIP } from 'node:net';
import { isIn, networkList } from './internal-networks.js';

const ADDRESSES = networkList(['127.0.0.0/8', '::1']);

/**
 * Whether a host is this machine, whose lines nobody outside can listen to: `localhost`, 127.0.0.0/8, `::1`, also in the
 * brackets of a URL and in the form of IPv6 (`::ffff:127.0.0.1`).
 */
export function isLoopback(host: string): boolean {
  const name = host.replaceAll(/^\[|\]$/gu, '').toLowerCase();
  return isIP(name) === 0 ? name === 'localhost' : isIn(ADDRESSES, name);
}
