import { domainToASCII, domainToUnicode } from 'node:url';
import type { Charset } from './charset.js';
import type { ComposeMailbox } from './compose-input.js';
import { encodeWord } from './encoded-word.js';

/** What nearly every address looks like: nothing to convert. A last label that begins with a digit could be an IPv4 address. */
const PLAIN_ADDRESS =
  /^[\w!#$%&'*+\-/=?^`{|}~]+(?:\.[\w!#$%&'*+\-/=?^`{|}~]+)*@(?!.*xn--)(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*$/;
const DOT_ATOM = /^[\w!#$%&'*+\-/=?^`{|}~\u0080-\uFFFF]+(?:\.[\w!#$%&'*+\-/=?^`{|}~\u0080-\uFFFF]+)*$/;
/** What nodemailer's reader takes for one address too. */
const QUOTED = /^"[^"\\@<>,;:\p{Cc}]+"$/u;
const DOMAIN = /^[\w.\-\u0080-\uFFFF]+$/;
const ASCII_DOMAIN = /^[\w.-]+$/;
const NON_ASCII = /[\u0080-\uFFFF]/;

/** Writes mailboxes as an address list (RFC 5322 section 3.4), names encoded and domains in ASCII. */
export function addressList(mailboxes: readonly ComposeMailbox[], charset?: Charset): string {
  return mailboxes.map((mailbox) => formatMailbox(mailbox, charset)).join(', ');
}

function formatMailbox({ name, address }: ComposeMailbox, charset: Charset | undefined): string {
  const normalized = normalizeAddress(address) ?? address;
  return name ? `${formatName(name, charset)} <${normalized}>` : normalized;
}

function formatName(name: string, charset: Charset | undefined): string {
  if (/^[\w ]*$/.test(name)) return name;
  // Programs decode what looks like an encoded word, also between quotes.
  return /^[\x20-\x7e]*$/.test(name) && !name.includes('=?')
    ? `"${name.replace(/["\\]/g, '\\$&')}"`
    : encodeWord(name, charset);
}

/**
 * The address as it goes into headers and envelope: the domain in ASCII, or in Unicode when the local part needs
 * SMTPUTF8 anyway (RFC 6531). `undefined` when it is neither a dot-atom nor a
 * quoted string at a domain name.
 */
export function normalizeAddress(address: string): string | undefined {
  if (PLAIN_ADDRESS.test(address)) return address;
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (at < 1 || address.trim() !== address || !isLocalPart(local) || !DOMAIN.test(domain)) return undefined;
  const ascii = domainToASCII(domain);
  if (!ASCII_DOMAIN.test(ascii)) return undefined;
  return `${local}@${NON_ASCII.test(local) ? domainToUnicode(ascii) : ascii}`;
}

function isLocalPart(local: string): boolean {
  return DOT_ATOM.test(local) || QUOTED.test(local);
}
