import { type Finding, ok, skipped } from '../check.js';
import { isPublic, publicAddresses } from './public-address.js';
import { type SenderDomain, wrongRecord } from './sender-domain.js';

/** Of large providers there are many; some tell enough. */
const MOST_ADDRESSES = 6;

/** Whether the addresses of the domain's mail servers have names that lead back to them, as receivers ask of who sends. */
export async function ptrFinding(domain: SenderDomain): Promise<Finding> {
  const { from, config, records } = domain;
  // Of a provider's server the addresses that send are others.
  const own = config.preset === undefined ? await publicAddresses(config, records) : [];
  const exchanges = await Promise.all(
    (await records.mx(from)).map((exchange) => records.addresses(exchange)),
  );
  const addresses = [...new Set([...own, ...exchanges.flat().filter(isPublic)])].slice(0, MOST_ADDRESSES);
  if (addresses.length === 0) return skipped('no mail server of the domain has a public address');
  for (const address of addresses) {
    const problem = await problemOf(address, domain);
    if (problem === undefined) continue;
    return wrongRecord('ptr', `PTR ${address}`, {
      status: own.includes(address) ? 'fail' : 'warn',
      detail: problem,
      expected: 'a host name whose A or AAAA record is this address',
      advice: 'Ask whom the address belongs to, the hosting provider for example, to set its reverse name.',
    });
  }
  return ok(
    `${addresses.join(', ')} ${addresses.length === 1 ? 'has a name that leads' : 'have names that lead'} back`,
  );
}

async function problemOf(address: string, { records }: SenderDomain): Promise<string | undefined> {
  const names = await records.names(address);
  if (names.length === 0) return `${address} has no name`;
  for (const name of names) if ((await records.addresses(name)).includes(address)) return undefined;
  return `${address} is called ${names.join(', ')}, which does not lead back to it`;
}
