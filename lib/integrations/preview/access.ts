import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { type ConfigFault, MailConfigError } from '../../index.js';

/** Who besides this machine may look at the mails. */
export interface PreviewAccess {
  /** Addresses of clients, or networks of them. Default: those of this machine. @example ['172.16.0.0/12'] */
  readonly addresses?: readonly string[];
  /**
   * Names that the page is reached under. Default: `localhost`; addresses always serve.
   * @example ['dev.example.com']
   */
  readonly hosts?: readonly string[];
}

/** Says why a request is not answered, in a sentence that ends in what to do. */
export type Gatekeeper = (request: IncomingMessage) => string | undefined;

const LOOPBACK = ['127.0.0.0/8', '::1'];

/**
 * Lets in who comes from this machine, or is allowed. The name is looked at because a site whose name was pointed at
 * 127.0.0.1 (DNS rebinding) has the same origin as this server for the browser, and could read every mail; nobody points
 * an address, or a name below `localhost` (RFC 6761), anywhere else. The origin is looked at because the application may
 * have opened itself to all (CORS), and a site elsewhere may have an address for its name.
 */
export function gatekeeper({ addresses = [], hosts = [] }: PreviewAccess): Gatekeeper {
  const clients = networks([...LOOPBACK, ...addresses]);
  const isClient = (address: string): boolean => {
    const family = isIP(address);
    return family !== 0 && clients.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };
  const leadsHere = (authority: string, isOurs: (address: string) => boolean): boolean => {
    const name = hostnameOf(authority);
    return name !== undefined && (isOurs(name) || /(?:^|\.)localhost$/u.test(name) || hosts.includes(name));
  };
  return ({ socket, headers }) => {
    const strange = [socket.remoteAddress ?? '', ...forwardedFor(headers)].find((one) => !isClient(one));
    if (strange !== undefined)
      return `The mail preview answers this machine only, and ${strange} asked. Allow others by allow: { addresses: ['${strange}'] }.`;
    const { host = '', origin } = headers;
    if (!leadsHere(host, isAddress))
      return "The mail preview answers under localhost only. Allow another name by allow: { hosts: ['dev.example.com'] }.";
    const site = origin?.replace(/^https?:\/\//u, '');
    if (site !== undefined && site !== host && !leadsHere(site, isClient))
      return 'The mail preview answers no other site. Open it in a tab of its own.';
    return undefined;
  };
}

/** @throws MailConfigError that names those that are neither an address nor a network */
function networks(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  const wrong = addresses.filter((written) => !isAdded(list, written));
  if (wrong.length > 0) throw new MailConfigError(wrong.map(noAddress));
  return list;
}

function isAdded(list: BlockList, written: string): boolean {
  const [address = '', prefix = isIP(address) === 6 ? '128' : '32'] = written.split('/');
  // An empty one would be read as 0: everybody.
  if (!/^\d+$/u.test(prefix)) return false;
  try {
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}

function noAddress(value: string): ConfigFault {
  return {
    key: 'allow.addresses of the mail preview',
    problem: 'is neither an address nor a network',
    advice: 'Write 192.168.1.5, or 192.168.1.0/24.',
    value,
  };
}

/** Who is behind a proxy on this machine. Whoever lies here shuts himself out. */
function forwardedFor(headers: IncomingMessage['headers']): string[] {
  const written = [headers['x-forwarded-for'] ?? []].flat().join(',');
  return written.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
}

/** Addresses of version 6 without their brackets. */
function hostnameOf(authority: string): string | undefined {
  const url = `http://${authority}`;
  if (!URL.canParse(url) || /[@/\\?#]/u.test(authority)) return undefined;
  return new URL(url).hostname.replaceAll(/^\[|\]$/gu, '');
}

function isAddress(name: string): boolean {
  return isIP(name) !== 0;
}
