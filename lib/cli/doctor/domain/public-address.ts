import type { MailerConfig } from '../../../config/mailer-config.js';
import { isInternal } from '../../../message/internal-networks.js';
import type { DnsRecords } from './dns-records.js';

/** Whether the world can see an address. */
export function isPublic(address: string): boolean {
  return !isInternal(address);
}

/** Addresses of the configured mail server that the world can see. */
export async function publicAddresses(
  { host }: MailerConfig,
  records: DnsRecords,
): Promise<readonly string[]> {
  return (await records.addresses(host)).filter(isPublic);
}
