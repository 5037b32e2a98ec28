import { MailParseError } from '../errors/mail-parse.error.js';
import { type MailAddress, parseAddress } from './address.js';
import { checkLength, readList } from './list.js';

/** Most recipients of one mail; servers need not take more than 100 (RFC 5321 section 4.5.3.1.8), many take 1000. */
const RECIPIENTS = { most: 1000, members: 'recipients' } as const;

/** One address or a list of them. */
export function addresses(input: unknown, field: string): MailAddress[] {
  if (input === undefined) return [];
  if (!Array.isArray(input)) return [parseAddress(input, field)];
  return readList(input, { field, ...RECIPIENTS }, parseAddress);
}

/** Each recipient once: a server would deliver two copies to an address that is named twice. */
export function recipients(all: readonly MailAddress[], field: 'to' | 'envelope.to'): string[] {
  const unique = [...new Map(all.map(({ address }) => [deliveryKey(address), address])).values()];
  if (unique.length === 0) {
    const problem = field === 'to' ? 'is missing, and so are cc and bcc' : 'is empty';
    throw new MailParseError(field, problem, 'Name at least one recipient.');
  }
  checkLength(unique.length, { field: 'to, cc and bcc', ...RECIPIENTS });
  return unique;
}

/** The domain is compared without case, the local part as it is (RFC 5321 section 2.4). */
function deliveryKey(address: string): string {
  const domain = domainOf(address);
  const lower = domain.toLowerCase();
  return lower === domain ? address : address.slice(0, -domain.length) + lower;
}

/** What is behind the @. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
