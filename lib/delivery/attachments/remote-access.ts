import { type LookupAddress, type LookupAllOptions, lookup as resolveName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { AttachmentsConfig } from '../../config/mailer-config.js';

/** Networks that are no part of the public Internet (RFC 6890), or that lead into one of them. */
const INTERNAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '::ffff:0:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2001::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

/** A host that is allowed has an address that is not. */
export class ForbiddenAddressError extends Error {
  constructor(readonly address: string) {
    super(`The host has the address ${address}, which is inside a private network.`);
  }
}

/** How names become addresses; `dns.lookup` by default. */
export type ResolveName = (
  name: string,
  options: LookupAllOptions,
  found: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Which hosts may be asked, and which addresses connected to. */
export class RemoteAccess {
  readonly #origins: ReadonlySet<string>;
  readonly #internal = listOf(INTERNAL);
  readonly #allowed: BlockList;
  readonly #resolve: ResolveName;

  constructor(
    { origins, networks }: Pick<AttachmentsConfig, 'origins' | 'networks'>,
    resolve: ResolveName = resolveName,
  ) {
    this.#origins = new Set(origins);
    this.#allowed = listOf(networks);
    this.#resolve = resolve;
  }

  /** Whether any host may be asked. */
  get isOpen(): boolean {
    return this.#origins.size > 0;
  }

  /** @throws ForbiddenAddressError for an address instead of a name, which no lookup will look at */
  allows(url: URL): boolean {
    const host = url.hostname.replaceAll(/[[\]]/gu, '');
    if (!this.#origins.has(url.origin)) return false;
    if (isIP(host) > 0 && !this.#mayConnect(host)) throw new ForbiddenAddressError(host);
    return true;
  }

  /**
   * The lookup of a connection. What it returns is what is connected to, so a name that resolves to something else a moment
   * later (DNS rebinding) changes nothing.
   */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.#resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '');
        return;
      }
      const [first, ...others] = addresses.filter(({ address }) => this.#mayConnect(address));
      if (first === undefined) callback(new ForbiddenAddressError(addressOf(addresses)), '');
      else if (options.all === true) callback(null, [first, ...others]);
      else callback(null, first.address, first.family);
    });
  };

  #mayConnect(address: string): boolean {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    return this.#allowed.check(address, family) || !this.#internal.check(address, family);
  }
}

function addressOf([first]: readonly LookupAddress[]): string {
  return first?.address ?? 'of nobody';
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
