import { type Finding, ok } from '../check.js';
import { type SenderDomain, wrongRecord, wrongSender } from './sender-domain.js';

/** Whether answers and bounces to the sender arrive anywhere. */
export async function mxFinding(domain: SenderDomain): Promise<Finding> {
  const { from, records } = domain;
  const exchanges = await records.mx(from);
  if (exchanges.length === 0) return withoutMx(domain);
  if (exchanges.includes(''))
    return wrongSender('mx', domain, {
      detail: `${from} says that it takes no mail (RFC 7505), so many receivers take none from it`,
      expected: 'an address of a domain that takes mail',
      advice: 'Send from another domain, or publish MX records for this one.',
    });
  const dead = [];
  for (const exchange of exchanges) if ((await records.addresses(exchange)).length === 0) dead.push(exchange);
  if (dead.length === 0) return ok(exchanges.join(', '));
  return wrongRecord('mx', `MX ${from}`, {
    status: dead.length === exchanges.length ? 'fail' : 'warn',
    detail: `${dead.join(', ')} has no address`,
    expected: 'names of mail servers that have an address',
    advice: 'Correct the MX records, or give these names A or AAAA records.',
  });
}

async function withoutMx({ from, records }: SenderDomain): Promise<Finding> {
  const hasAddress = (await records.addresses(from)).length > 0;
  return wrongRecord('mx', `MX ${from}`, {
    status: hasAddress ? 'warn' : 'fail',
    detail: hasAddress
      ? `${from} has no MX record; mail for it goes to its A or AAAA`
      : `${from} has no mail server, so answers and bounces arrive nowhere`,
    expected: 'the name of the mail server that takes its mail',
    advice: 'Publish an MX record; many receivers refuse senders who cannot get mail.',
  });
}
