import { BlockList, isIP } from 'node:net';
import type { MailerConfig } from '../../../config/mailer-config.js';
import type { DnsRecords } from './dns-records.js';

/** Addresses that nobody outside can see (RFC 6890): this machine, private networks, link-local. */
const INSIDE = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  INSIDE.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  INSIDE.addSubnet(network, bits, 'ipv6');

/** Whether the world can see an address. */
export function isPublic(address: string): boolean {
  return !INSIDE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Addresses of the configured mail server that the world can see. */
export async function publicAddresses(
  { host }: MailerConfig,
  records: DnsRecords,
): Promise<readonly string[]> {
  return (await records.addresses(host)).filter(isPublic);
}
