import { domainToASCII } from 'node:url';
import PostalMime, { type Address, type Attachment as ParsedFile, type Email } from 'postal-mime';
import { type AddressInput, parseAddress } from '../../lib/message/address.js';
import { filename as checkedName } from '../../lib/message/check-attachments.js';
import type { MailMessage } from '../../lib/message/message.js';

interface Mailbox {
  readonly name: string;
  readonly address: string;
}

type Named = readonly [name: string, value: string];

interface File {
  readonly filename: string;
  readonly content: string;
  readonly cid?: string;
}

/** What of a mail people see, in one shape for what was given and for what arrived. */
export interface Seen {
  readonly from: readonly Mailbox[];
  readonly sender: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly replyTo: readonly Mailbox[];
  readonly subject: string;
  /** `undefined` when none was given: one may be made from the HTML. */
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly files: readonly File[];
  readonly messageId: string | undefined;
  readonly inReplyTo: string | undefined;
  readonly references: readonly string[];
  /** The further headers of the message. */
  readonly headers: readonly Named[];
}

type Addresses = AddressInput | readonly AddressInput[] | undefined;

/** What was given. */
export function given(message: MailMessage): Seen {
  const { subject = '', text, html, attachments = [], inline = [], calendar, headers = {} } = message;
  return {
    from: mailboxes(message.from),
    sender: mailboxes(message.sender),
    to: mailboxes(message.to),
    cc: mailboxes(message.cc),
    replyTo: mailboxes(message.replyTo),
    subject: wellFormed(subject).trim(),
    text: text === undefined ? undefined : lines(text),
    html: lines(html ?? '') || undefined,
    files: sorted([
      ...attachments.map((file) => {
        const name = shown(file.filename ?? '');
        return { filename: name, content: contentOf(name, file.content) };
      }),
      ...inline.map(({ cid, filename: name = cid, content }) => ({
        filename: shown(name),
        content: base64(content),
        cid,
      })),
      ...(calendar === undefined || calendar.filename === false ? [] : [calendarFile(calendar)]),
    ]),
    messageId: message.messageId,
    inReplyTo: message.inReplyTo,
    references: [message.references ?? []].flat(),
    headers: inOrder(
      Object.entries(headers).flatMap(([name, value]) =>
        [value]
          .flat()
          .filter((one) => !isBlank(one))
          .map((one) => [name.toLowerCase(), wellFormed(one).trim()] as const),
      ),
    ),
  };
}

/** What arrived, with those further headers that were given. */
export async function arrived(content: Uint8Array, message: MailMessage): Promise<Seen> {
  const mail = await PostalMime.parse(content, { forceRfc822Attachments: true });
  const names = Object.keys(message.headers ?? {}).map((name) => name.toLowerCase());
  return {
    from: flat(mail.from),
    sender: flat(mail.sender),
    to: flat(...(mail.to ?? [])),
    cc: flat(...(mail.cc ?? [])),
    replyTo: flat(...(mail.replyTo ?? [])),
    subject: wellFormed(mail.subject ?? '').trim(),
    text: message.text === undefined ? undefined : lines(mail.text ?? ''),
    html: lines(mail.html ?? '') || undefined,
    files: sorted(mail.attachments.filter(isFile).map(fileOf)),
    messageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    references: mail.references?.split(/\s+/u) ?? [],
    headers: headersOf(mail, names),
  };
}

function headersOf({ headers }: Email, names: readonly string[]): Named[] {
  return inOrder(
    headers
      .filter(({ key }) => names.includes(key))
      .map(({ key, value }) => [key, wellFormed(decoded(value)).trim()] as const),
  );
}

function inOrder(headers: readonly Named[]): Named[] {
  return headers.toSorted((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1));
}

/** RFC 2047, as far as these tests need it: words of UTF-8, with the blanks between two of them left out. */
function decoded(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/gu, '?==?')
    .replaceAll(/((?:=\?UTF-8\?[BQ]\?[^?]*\?=)+)/giu, (run) =>
      Buffer.concat(Array.from(run.matchAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=/giu), bytesOf)).toString('utf8'),
    )
    .trim();
}

function bytesOf([, kind = '', word = '']: RegExpMatchArray): Buffer {
  if (kind.toUpperCase() === 'B') return Buffer.from(word, 'base64');
  const text = word
    .replaceAll('_', ' ')
    .replaceAll(/=([\da-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}

function mailboxes(input: Addresses): Mailbox[] {
  const list: readonly AddressInput[] = input === undefined ? [] : isList(input) ? input : [input];
  return list.map((one) => {
    const { name = '', address } = parseAddress(one, 'given');
    return { name: wellFormed(name), address: normal(address) };
  });
}

/** Headers may say the domain in Unicode and in any case, and postal-mime leaves quotes out. */
function normal(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at).replaceAll(/["\s]/gu, '')}@${domainToASCII(address.slice(at + 1))}`;
}

function isList(input: AddressInput | readonly AddressInput[]): input is readonly AddressInput[] {
  return Array.isArray(input);
}

function flat(...addresses: readonly (Address | undefined)[]): Mailbox[] {
  return addresses.flatMap((one) => {
    if (one === undefined) return [];
    if (one.group !== undefined) throw new Error(`A group arrived: ${one.name}`);
    // From an address that looks encoded postal-mime makes a name as well.
    const name =
      one.address.includes('=?') && one.name.endsWith(one.address.replace(/^.*@/u, '@')) ? '' : one.name;
    return [{ name: wellFormed(name), address: normal(one.address) }];
  });
}

/** The calendar is there twice: to be shown, and as a file. */
function isFile({ disposition, mimeType }: ParsedFile): boolean {
  return disposition !== null || !/^text\/(?:calendar|x-amp-html)$/u.test(mimeType);
}

function fileOf({ filename: name, content, contentId }: ParsedFile): File {
  if (typeof content === 'string') throw new Error('The content arrived as text.');
  return {
    filename: wellFormed(name ?? ''),
    content: contentOf(name ?? '', Buffer.from(new Uint8Array(content))),
    ...(contentId !== undefined && { cid: contentId.replace(/^<|>$/gu, '') }),
  };
}

function sorted(files: readonly File[]): File[] {
  const key = ({ filename, cid = '', content }: File): string => `${filename}\n${cid}\n${content}`;
  return files.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** A name without its path. */
function shown(name: string): string {
  return wellFormed(checkedName(name, 'given'));
}

/** An empty field is not valid, so it is left out (RFC 5322 section 3.2.2). */
export function isBlank(text: string): boolean {
  return /^[\t ]*$/u.test(text);
}

/** Half a character goes out as the sign for what cannot be shown; readers leave byte order marks out. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString('utf8').replaceAll('\ufeff', '');
}

function calendarFile({ filename, content }: NonNullable<MailMessage['calendar']>): File {
  const name = filename === undefined || filename === false ? 'invite.ics' : filename;
  return { filename: name, content: contentOf(name, content) };
}

/** postal-mime gives calendars line ends of its own. */
function contentOf(filename: string, content: unknown): string {
  if (!filename.endsWith('.ics')) return base64(content);
  return lines(Buffer.from(base64(content), 'base64').toString('utf8'));
}

function base64(content: unknown): string {
  if (typeof content === 'string') return Buffer.from(content).toString('base64');
  if (content instanceof Uint8Array) return Buffer.from(content).toString('base64');
  throw new Error('The content of a file is neither text nor bytes.');
}

/** Line ends are the wire's, and the last one may be missing. */
function lines(text: string): string {
  return wellFormed(text.replaceAll(/\r\n?/gu, '\n')).replace(/\n+$/u, '');
}
