import { domainToASCII } from 'node:url';
import { MailParseError } from '../errors/mail-parse.error.js';

/** One mailbox. `name` is shown to people, `address` is where the mail goes. */
export interface MailAddress {
  readonly name?: string;
  /** `local@domain` (RFC 5321 section 4.1.2), without angle brackets. */
  readonly address: string;
}

/** One mailbox: `'ann@example.org'`, `'Ann <ann@example.org>'` or an object. Never a list in one string. */
export type AddressInput = string | MailAddress;

/** C0, DEL, C1 and the Unicode line separators can end or corrupt a header line; half a character becomes another one. */
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
/** What nobody sees makes two different mailboxes look the same. */
const INVISIBLE = /[\p{DI}\p{Cf}\p{Co}\p{NChar}]/u;
const NAME_AND_ADDRESS = /^(?<name>[^"<>()[\]:;@\\,]*?)\s*<(?<address>[^<>]*)>$/u;
const QUOTED_NAME_AND_ADDRESS = /^"(?<name>(?:[^"\\]|\\.)*)"\s*<(?<address>[^<>]*)>$/u;
const DOT_ATOM = /^[^\s"(),:;<>@[\\\].]+(?:\.[^\s"(),:;<>@[\\\].]+)*$/u;
const QUOTED_LOCAL = /^"[^"\\@<>,;:]+"$/u;
const ASCII_LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/iu;
const ASCII = /^[\x20-\x7e]*$/u;
/** What ends a host name for the URL parser that converts: it would leave out the rest. */
const ASCII_SIGN = /[^\w.\u0080-\u{10ffff}-]/u;
const A_LABEL = /(?:^|\.)xn--/iu;
/** URL parsers take such a host for an IPv4 address. */
const NUMERIC_LABEL = /^(?:\d+|0x[\da-f]*)$/iu;

/** What nearly every address looks like, short enough for every limit: one look instead of ten. */
const PLAIN =
  /^(?=.{1,64}$)(?!.*[Xx][Nn]--)[\w!#$%&'*+\-/=?^`{|}~]+(?:\.[\w!#$%&'*+\-/=?^`{|}~]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;

/** Longest local part, label, domain and address in octets (RFC 5321 section 4.5.3.1, RFC 1035 section 2.3.4). */
const LIMITS = { local: 64, label: 63, domain: 255, address: 254 } as const;

/** Longest name, or address, that is read at all: internationalised domains take quadratic time to convert. */
const MAX_LENGTH = 1000;

const ADVICE =
  'Write one address a string, such as "ann@example.org" or "Ann <ann@example.org>", or { name, address }.';

/** Several addresses in one text, as other programs take them. */
const SEVERAL = /@[^@]*[,;][^@]*@/u;
const LIST_ADVICE = 'Write several recipients as a list: ["ann@example.org", "bob@example.org"].';

/**
 * Reads one mailbox strictly: what is accepted is exactly where the mail goes.
 * @param input an `AddressInput`; anything else is refused
 * @param field name of the message's field, for the error
 * @returns the mailbox with its domain in ASCII (an internationalised name becomes its A-label, RFC 5891)
 * @throws MailParseError when the input is not exactly one valid address
 */
export function parseAddress(input: unknown, field: string): MailAddress {
  const { name, address } = split(input, field);
  const parsed = { address: checkedAddress(address, field) };
  return name === '' ? parsed : { name, ...parsed };
}

function split(input: unknown, field: string): { name: string; address: string } {
  if (typeof input === 'string') return splitText(readable(input, field), field);
  if (
    typeof input === 'object' &&
    input !== null &&
    'address' in input &&
    typeof input.address === 'string'
  ) {
    const name = 'name' in input ? (input.name ?? '') : '';
    if (typeof name === 'string')
      return { name: readable(name, field), address: readable(input.address, field) };
  }
  throw new MailParseError(field, 'is not an address', ADVICE);
}

/** Without the blanks around it. A line break is refused there too: it is no sign of one address. */
function readable(text: string, field: string): string {
  if (text.length > MAX_LENGTH) {
    throw new MailParseError(field, `is longer than ${MAX_LENGTH} characters`, ADVICE);
  }
  if (UNSAFE.test(text)) {
    throw new MailParseError(
      field,
      'holds a line break, a control character or half a character',
      'Remove it: it could add headers or recipients.',
    );
  }
  return text.trim();
}

function splitText(text: string, field: string): { name: string; address: string } {
  if (!text.endsWith('>')) return { name: '', address: text };
  const { name, address } = (QUOTED_NAME_AND_ADDRESS.exec(text) ?? NAME_AND_ADDRESS.exec(text))?.groups ?? {};
  if (name === undefined || address === undefined) {
    throw new MailParseError(
      field,
      `is not one address: ${quote(text)}`,
      SEVERAL.test(text)
        ? LIST_ADVICE
        : `Quote a name that holds a comma or another special character. ${ADVICE}`,
    );
  }
  return { name: text.startsWith('"') ? name.replaceAll(/\\(.)/gu, '$1') : name, address };
}

function checkedAddress(address: string, field: string): string {
  if (PLAIN.test(address)) return address;
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const domain = address.slice(at + 1);
  if (at < 1 || domain === '') {
    throw new MailParseError(field, `is not an address: ${quote(address)}`, ADVICE);
  }
  if (!isLocalPart(local)) {
    throw new MailParseError(
      field,
      `has a part before the @ that is not valid (RFC 5321 section 4.1.2): ${quote(address)}`,
      SEVERAL.test(address) ? LIST_ADVICE : ADVICE,
    );
  }
  const checked = `${plainly(local)}@${asciiDomain(domain, address, field)}`;
  if (Buffer.byteLength(local) > LIMITS.local || Buffer.byteLength(checked) > LIMITS.address) {
    throw new MailParseError(
      field,
      `is longer than an address may be (RFC 5321 section 4.5.3.1): ${quote(address)}`,
      ADVICE,
    );
  }
  return checked;
}

/** The same mailbox with the least quoting, as it is to be sent (RFC 5321 section 4.1.2). */
function plainly(local: string): string {
  const unquoted = local.startsWith('"') ? local.slice(1, -1) : local;
  return DOT_ATOM.test(unquoted) ? unquoted : local;
}

function isLocalPart(local: string): boolean {
  if (!hasLocalForm(local)) return false;
  // Servers may compare in NFKC, where a wide ＠ becomes an @ (RFC 6532 section 3.1).
  return ASCII.test(local) || (!INVISIBLE.test(local) && hasLocalForm(local.normalize('NFKC')));
}

function hasLocalForm(local: string): boolean {
  return DOT_ATOM.test(local) || QUOTED_LOCAL.test(local);
}

function asciiDomain(domain: string, address: string, field: string): string {
  const isPlain = ASCII.test(domain) && !A_LABEL.test(domain);
  // Empty for what is no internationalised name, and for an A-label that stands for nothing.
  const ascii = isPlain ? domain : ASCII_SIGN.test(domain) ? '' : domainToASCII(domain);
  const labels = ascii.split('.');
  const valid =
    ascii.length <= LIMITS.domain &&
    labels.every((label) => label.length <= LIMITS.label && ASCII_LABEL.test(label)) &&
    !NUMERIC_LABEL.test(labels.at(-1) ?? '');
  if (!valid) {
    throw new MailParseError(
      field,
      `has a domain that is not valid: ${quote(address)}`,
      'Write a host name behind the @, such as example.org.',
    );
  }
  return ascii;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}
