import { type LookupAddress, type LookupAllOptions, lookup as resolveName } from 'node:dns';
import { type BlockList, isIP, type LookupFunction } from 'node:net';
import type { AttachmentsConfig } from '../../config/mailer-config.js';
import { isIn, isInternal, networkList } from '../../message/internal-networks.js';

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
  readonly #allowed: BlockList;
  readonly #resolve: ResolveName;

  constructor(
    { origins, networks }: Pick<AttachmentsConfig, 'origins' | 'networks'>,
    resolve: ResolveName = resolveName,
  ) {
    this.#origins = new Set(origins);
    this.#allowed = networkList(networks);
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
    return isIn(this.#allowed, address) || !isInternal(address);
  }
}

function addressOf([first]: readonly LookupAddress[]): string {
  return first?.address ?? 'of nobody';
}
