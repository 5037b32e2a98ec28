import PostalMime, { type Address } from 'postal-mime';
import type { MailAddress } from '../../index.js';

/** A file of a mail, or an image that its HTML shows. */
export interface ReceivedFile {
  readonly filename: string;
  /** Such as `application/pdf`. */
  readonly contentType: string;
  /** Content-ID without angle brackets, where there is one. */
  readonly cid?: string;
  readonly isInline: boolean;
  readonly content: Buffer;
}

/** One mail as its recipients get it. */
export interface ReceivedMail {
  /** Addresses of `MAIL FROM` and `RCPT TO`: who really gets it. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly from?: MailAddress;
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly replyTo: readonly MailAddress[];
  /** Recipients that stand in no header. */
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  readonly date?: Date;
  /** With angle brackets. */
  readonly messageId: string;
  /** By name in small letters; values of a header that is there more than once have line breaks between them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly ReceivedFile[];
  /** Headers and body as they went over the line. */
  readonly raw: Buffer;
}

/** Reads a mail as a mail program does. */
export async function readMail(raw: Buffer, envelope: ReceivedMail['envelope']): Promise<ReceivedMail> {
  const parsed = await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer' });
  const [from] = mailboxes(parsed.from);
  const [to, cc] = [parsed.to, parsed.cc].map(mailboxes) as [MailAddress[], MailAddress[]];
  const named = new Set([...to, ...cc].map(({ address }) => address.toLowerCase()));
  return {
    envelope: { from: envelope.from, to: [...envelope.to] },
    ...(from !== undefined && { from }),
    to,
    cc,
    replyTo: mailboxes(parsed.replyTo),
    bcc: envelope.to.filter((address) => !named.has(address.toLowerCase())),
    subject: parsed.subject ?? '',
    ...(parsed.text !== undefined && { text: withoutLastBreak(parsed.text) }),
    ...(parsed.html !== undefined && { html: withoutLastBreak(parsed.html) }),
    ...(parsed.date !== undefined && { date: new Date(parsed.date) }),
    messageId: parsed.messageId ?? '',
    headers: headersOf(parsed.headers),
    attachments: parsed.attachments.map(fileOf),
    raw,
  };
}

/** A mail in a line, for messages: `"Welcome" to ann@example.org`. */
export function inOneLine({ subject, envelope }: ReceivedMail): string {
  return `${JSON.stringify(subject)} to ${envelope.to.join(', ')}`;
}

function mailboxes(addresses: Address | readonly Address[] | undefined): MailAddress[] {
  return [addresses ?? []]
    .flat()
    .flatMap((one) => one.group ?? [one])
    .flatMap(({ name, address }) =>
      address === undefined ? [] : [{ ...(name !== '' && { name }), address }],
    );
}

/** The composer ends each text in a line break that nobody wrote. */
function withoutLastBreak(text: string): string {
  return text.replace(/\r?\n$/u, '');
}

function headersOf(
  headers: readonly { readonly key: string; readonly value: string }[],
): Record<string, string> {
  const all: Record<string, string> = {};
  for (const { key, value } of headers) all[key] = all[key] === undefined ? value : `${all[key]}\n${value}`;
  return all;
}

type ParsedFile = Awaited<ReturnType<typeof PostalMime.parse>>['attachments'][number];

function fileOf({ filename, mimeType, contentId, disposition, content }: ParsedFile): ReceivedFile {
  return {
    filename: filename ?? '',
    contentType: mimeType,
    ...(contentId !== undefined && { cid: contentId.replace(/^<|>$/gu, '') }),
    isInline: disposition === 'inline',
    content: typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content)),
  };
}
