import { BlockList, isIP } from 'node:net';
import type { DnsRecords } from './dns-records.js';

/** Terms that ask the DNS may be ten in all (RFC 7208 section 4.6.4). */
const MOST_LOOKUPS = 10;
const RECORD = /^v=spf1(?:\s|$)/iu;
const TERM =
  /^(?<qualifier>[-+?~]?)(?<name>all|include|a|mx|ptr|ip4|ip6|exists)(?:[:](?<value>[^\s/]+))?(?:\/(?<bits>\d{1,3}))?(?:\/\/(?<bits6>\d{1,3}))?$/iu;
const MODIFIER = /^(?<name>[a-z][\w.-]*)=(?<value>\S*)$/iu;
const RESULTS = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' } as const;

/** One term, such as `?mx:example.org/24`. */
interface Term {
  readonly name: string;
  readonly value: string;
  /** Length of the network, for IPv4 and for `ip6`. */
  readonly bits: string | undefined;
  /** The same for IPv6 addresses of `a` and `mx`. */
  readonly bits6: string | undefined;
}

/** What a domain says about an address that sends in its name. */
export type SpfResult = (typeof RESULTS)[keyof typeof RESULTS];

/** A record that receivers treat as if there were none: they refuse or distrust the mail (RFC 7208 section 2.6.7). */
export class SpfError extends Error {
  override readonly name = 'SpfError';
}

/** Reads the SPF record of a domain with all that it includes. */
export class SpfEvaluation {
  /** Domains that were read, the first with its includes and redirections. */
  readonly domains: string[] = [];
  readonly #records: DnsRecords;
  #lookups = 0;

  constructor(records: DnsRecords) {
    this.#records = records;
  }

  /**
   * @param address of the server that sends; without one the record is only read
   * @returns what the record says about the address, `neutral` without one; `undefined` when there is no record
   * @throws SpfError when the record cannot be used
   */
  async check(domain: string, address?: string): Promise<SpfResult | undefined> {
    this.domains.push(domain);
    const [record, ...others] = (await this.#records.txt(domain)).filter((text) => RECORD.test(text));
    if (others.length > 0)
      throw new SpfError(`${domain} has ${others.length + 1} SPF records, of which none counts`);
    return record === undefined ? undefined : this.#read(record, domain, address);
  }

  async #read(record: string, domain: string, address: string | undefined): Promise<SpfResult> {
    let result: SpfResult | undefined;
    let redirect: string | undefined;
    for (const term of record.trim().split(/\s+/u).slice(1)) {
      const modifier = MODIFIER.exec(term)?.groups;
      if (modifier?.['name']?.toLowerCase() === 'redirect') redirect = modifier['value'];
      if (modifier !== undefined) continue;
      const found = await this.#term(term, domain, address);
      result ??= found;
    }
    if (result !== undefined || redirect === undefined) return result ?? 'neutral';
    return this.#included(redirect, domain, address);
  }

  /** What one term says about the address: all of them are read, so that each mistake is found. */
  async #term(text: string, domain: string, address: string | undefined): Promise<SpfResult | undefined> {
    const { qualifier, name, value = domain, bits, bits6 } = TERM.exec(text)?.groups ?? {};
    if (name === undefined)
      throw new SpfError(`${domain} holds ${JSON.stringify(text)}, which is no term of SPF`);
    const term = { name: name.toLowerCase(), value, bits, bits6 };
    return (await this.#matches(term, domain, address))
      ? RESULTS[(qualifier || '+') as keyof typeof RESULTS]
      : undefined;
  }

  async #matches(term: Term, domain: string, address: string | undefined): Promise<boolean> {
    const { name, value, bits, bits6 } = term;
    if (name === 'all') return true;
    if (name === 'ip4' || name === 'ip6') return isInside(address, value, bits, domain);
    if (name === 'include')
      return (await this.#included(value, domain, address)) === 'pass' && address !== undefined;
    this.#count(domain);
    if (address === undefined) return false;
    const addresses = await this.#addressesOf(name, value);
    return addresses.some((one) => isInside(address, one, isIP(one) === 6 ? bits6 : bits, domain));
  }

  async #included(target: string, domain: string, address: string | undefined): Promise<SpfResult> {
    this.#count(domain);
    // Macros stand for parts of a mail that is not there yet.
    if (target.includes('%')) return 'neutral';
    const result = await this.check(target.toLowerCase(), address);
    if (result === undefined) throw new SpfError(`${domain} includes ${target}, which has no SPF record`);
    return result;
  }

  #count(domain: string): void {
    this.#lookups += 1;
    if (this.#lookups > MOST_LOOKUPS)
      throw new SpfError(`${domain} needs more than ${MOST_LOOKUPS} lookups, after which receivers give up`);
  }

  async #addressesOf(name: string, value: string): Promise<readonly string[]> {
    if (value.includes('%')) return [];
    if (name === 'a') return this.#records.addresses(value);
    if (name !== 'mx') return [];
    const exchanges = await this.#records.mx(value);
    return (await Promise.all(exchanges.map((exchange) => this.#records.addresses(exchange)))).flat();
  }
}

function isInside(
  address: string | undefined,
  network: string,
  bits: string | undefined,
  domain: string,
): boolean {
  const family = isIP(network);
  const longest = family === 6 ? 128 : 32;
  const length = Number(bits ?? longest);
  if (family === 0 || length > longest)
    throw new SpfError(
      `${domain} holds ${network}${bits === undefined ? '' : `/${bits}`}, which is no address`,
    );
  if (address === undefined || isIP(address) !== family) return false;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, length, type);
  return list.check(address, type);
}
