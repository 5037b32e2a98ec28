import { MailParseError } from '../../errors/mail-parse.error.js';
import { parseAddress } from '../address.js';
import { type Header, singleLine } from '../header.js';
import { isLoopback } from '../loopback.js';
import { DEFAULT_LIST, type UnsubscribeLinks } from './unsubscribe-links.js';

/** How people unsubscribe from a mail. */
export interface UnsubscribeOptions {
  /**
   * Address that unsubscribes the recipient when it gets a POST, without anything else being asked (RFC 8058): `https:`.
   * Default, when `mailto` is not given either: a signed link of `nest.mail.unsubscribe.url`.
   */
  readonly url?: string;
  /** Address that takes unsubscriptions by mail, or a `mailto:` URI with a subject (RFC 2369). */
  readonly mailto?: string;
  /** What one unsubscribes from, such as `news`: the suppression list is asked about it. Default `default`. */
  readonly list?: string;
}

/** What becomes of it in the mail. */
export interface Unsubscribe {
  readonly list: string;
  readonly headers: readonly Header[];
}

const HEADERS = ['list-unsubscribe', 'list-unsubscribe-post'];
/** A line holds 998 characters (RFC 5322 section 2.1.1), and a URI cannot be folded. */
const MAX_URI = 900;
const MAX_LIST = 100;
const MAILTO = /^mailto:[\x21\x23-\x3b\x3d\x3f-\x7e]+@[\x21\x23-\x3b\x3d\x3f-\x7e]+$/u;

/**
 * Reads `unsubscribe` of a message.
 * @param recipients those of the envelope; a signed link is for one
 * @throws MailParseError that names the faulty field; MailConfigError when a signed link is asked for and not set up
 */
export function parseUnsubscribe(
  value: unknown,
  recipients: readonly string[],
  links: UnsubscribeLinks | undefined,
): Unsubscribe | undefined {
  if (value === undefined) return undefined;
  const { url, mailto, list = DEFAULT_LIST } = optionsOf(value);
  const name = listName(list);
  if (url === undefined && mailto === undefined)
    return { list: name, headers: signed(name, recipients, links) };
  const web = url === undefined ? undefined : webUri(url);
  return { list: name, headers: headersOf(web, mailto === undefined ? undefined : mailUri(mailto)) };
}

/** @throws MailParseError when the headers say it as well */
export function checkNotInHeaders(headers: readonly Header[]): void {
  const own = headers.find(({ name }) => HEADERS.includes(name.toLowerCase()));
  if (own === undefined) return;
  throw new MailParseError('headers', `has ${own.name} beside unsubscribe`, 'Keep one of them.');
}

function optionsOf(value: unknown): Record<keyof UnsubscribeOptions, unknown> {
  if (value === true) return { url: undefined, mailto: undefined, list: undefined };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MailParseError(
      'unsubscribe',
      'is not an object',
      'Write true, { url }, { mailto } or { list }.',
    );
  }
  const { url, mailto, list, ...others }: Partial<Record<string, unknown>> = { ...value };
  const [unknown] = Object.keys(others);
  if (unknown === undefined) return { url, mailto, list };
  throw new MailParseError(
    `unsubscribe.${unknown.slice(0, 80)}`,
    'is not known',
    'Use url, mailto and list.',
  );
}

function listName(value: unknown): string {
  const list = singleLine(value, 'unsubscribe.list').trim();
  if (list !== '' && list.length <= MAX_LIST) return list;
  const problem = `has not 1 to ${MAX_LIST} characters`;
  throw new MailParseError('unsubscribe.list', problem, 'Write a name such as news.');
}

function signed(list: string, recipients: readonly string[], links: UnsubscribeLinks | undefined): Header[] {
  const [recipient = '', ...others] = recipients;
  if (others.length > 0) {
    throw new MailParseError(
      'unsubscribe',
      'asks for a signed link, which is for one recipient, and the message has more',
      'Send each recipient a message of their own.',
    );
  }
  if (links === undefined) {
    throw new MailParseError('unsubscribe', 'has no url', 'Write unsubscribe: { url }.');
  }
  const { mailto } = links;
  return headersOf(links.urlFor(recipient, list), mailto === undefined ? undefined : mailUri(mailto));
}

/** One-click is said only where there is something to click (RFC 8058 section 3.1). */
function headersOf(web: string | undefined, mail: string | undefined): Header[] {
  const uris = [web, mail].filter((uri) => uri !== undefined).map((uri) => `<${uri}>`);
  return [
    { name: 'List-Unsubscribe', value: uris.join(', ') },
    ...(web === undefined ? [] : [{ name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' }]),
  ];
}

function webUri(value: unknown): string {
  const text = singleLine(value, 'unsubscribe.url');
  if (!URL.canParse(text) || !isSecure(new URL(text))) {
    const advice = 'Write https://…; mail programs follow no other address (RFC 8058).';
    throw new MailParseError('unsubscribe.url', 'is not an https address', advice);
  }
  return shortEnough(new URL(text).href, 'unsubscribe.url');
}

/** Whether an address may stand in List-Unsubscribe beside one-click: `https:`, or this machine while one develops. */
export function isSecure({ protocol, hostname, username }: URL): boolean {
  return username === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
}

function mailUri(value: unknown): string {
  const text = singleLine(value, 'unsubscribe.mailto');
  if (MAILTO.test(text)) return shortEnough(text, 'unsubscribe.mailto');
  const { address } = parseAddress(text, 'unsubscribe.mailto');
  return `mailto:${encodeURIComponent(address).replace('%40', '@')}?subject=unsubscribe`;
}

function shortEnough(uri: string, field: string): string {
  if (uri.length <= MAX_URI) return uri;
  throw new MailParseError(
    field,
    `is longer than ${MAX_URI} characters`,
    'Shorten it: it must fit into one line.',
  );
}
