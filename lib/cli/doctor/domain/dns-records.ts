import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { errorCode } from '../../../config/spring/error-code.js';
import { UsageError } from '../../command.js';

/** Milliseconds for one try, of which there are two: three seconds in all for a DNS that is not there. */
const TRY_TIMEOUT = 1500;
/** The name is there and holds no such record; the name is not there. */
const NOTHING = new Set(['ENODATA', 'ENOTFOUND']);

/** A DNS server gave no answer: nothing is known about the record. */
export class DnsUnavailableError extends Error {
  override readonly name = 'DnsUnavailableError';
}

/** What the checks of a domain ask the DNS. What is not there is an empty list. */
export interface DnsRecords {
  /** Whether anything at all is known under a name. */
  exists(domain: string): Promise<boolean>;
  /** The texts of TXT records, each in one piece. */
  txt(name: string): Promise<readonly string[]>;
  /** Mail servers, the preferred one first; the empty text stands for "takes no mail" (RFC 7505). */
  mx(domain: string): Promise<readonly string[]>;
  /** Addresses of both families. */
  addresses(name: string): Promise<readonly string[]>;
  /** Names that an address leads back to. */
  names(address: string): Promise<readonly string[]>;
}

/**
 * Asks a DNS server, by default the one of this machine.
 * @param server `address:port`
 * @throws UsageError when it is not written like that
 */
export function dnsRecords(server: string | undefined): DnsRecords {
  const resolver = new Resolver({ timeout: TRY_TIMEOUT, tries: 2 });
  if (server !== undefined) useServer(resolver, server);
  return {
    exists: async (domain) => (await settled(resolver.resolveTxt(domain))).code !== 'ENOTFOUND',
    txt: async (name) => (await answer(resolver.resolveTxt(name))).map((pieces) => pieces.join('')),
    mx: async (domain) =>
      (await answer(resolver.resolveMx(domain)))
        .toSorted((a, b) => a.priority - b.priority)
        .map(({ exchange }) => exchange.replace(/\.$/u, '')),
    addresses: async (name) =>
      isIP(name) === 0
        ? (await Promise.all([answer(resolver.resolve4(name)), answer(resolver.resolve6(name))])).flat()
        : [name],
    names: async (address) => answer(resolver.reverse(address)),
  };
}

function useServer(resolver: Resolver, server: string): void {
  try {
    resolver.setServers([server]);
  } catch {
    throw new UsageError('Write --dns as an address with its port, such as 127.0.0.1:53 or [::1]:53.');
  }
}

async function answer<T>(query: Promise<T[]>): Promise<readonly T[]> {
  return (await settled(query)).records;
}

/** The records of a query, or the code that says why there are none. */
async function settled<T>(query: Promise<T[]>): Promise<{ records: readonly T[]; code?: string }> {
  try {
    return { records: await query };
  } catch (error) {
    const code = errorCode(error) ?? 'no code';
    if (NOTHING.has(code)) return { records: [], code };
    throw new DnsUnavailableError(`the DNS does not answer (${code})`, { cause: error });
  }
}
