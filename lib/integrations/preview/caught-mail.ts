import { randomUUID } from 'node:crypto';
import PostalMime, { type Address, type Attachment, decodeWords } from 'postal-mime';
import type { SmtpEnvelope } from '../../index.js';
import { hasRemoteImages } from './mail-html.js';

/** A mail that was taken, and the line that a list shows of it. */
export interface CaughtMail {
  readonly summary: MailSummary;
  readonly envelope: SmtpEnvelope;
  /** All its texts in small letters. */
  readonly searched: string;
  readonly raw: Buffer;
}

/** One line of the list. */
export interface MailSummary {
  readonly id: string;
  readonly receivedAt: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** How its text begins. */
  readonly beginning: string;
  readonly attachmentCount: number;
}

/** A file of a mail. */
export interface MailFile {
  readonly filename: string;
  readonly type: string;
  /** Content-ID without angle brackets, where there is one. */
  readonly cid: string | undefined;
  readonly content: Buffer;
}

/** What a mail holds, as a mail program reads it. */
export interface MailParts {
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly files: readonly MailFile[];
}

/** A mail as the page shows it. Its HTML is not here: it has an address of its own, where it can do no harm. */
export interface MailDetails extends MailSummary {
  readonly envelope: SmtpEnvelope;
  readonly text: string | undefined;
  readonly hasHtml: boolean;
  readonly hasRemoteImages: boolean;
  readonly headers: MailParts['headers'];
  readonly attachments: readonly {
    readonly filename: string;
    readonly type: string;
    readonly size: number;
  }[];
}

const BEGINNING = 140;

/** What never ends goes on to the end: looking for the end of each anew would take minutes. */
const MARKUP = /<style[^]*?(?:<\/style>|$)|<[^>]*(?:>|$)/giu;

/** Reads what the list and the search need; the rest is read when somebody opens the mail. */
export async function caughtMail(
  raw: Buffer,
  envelope: SmtpEnvelope,
  id: string = randomUUID(),
): Promise<CaughtMail> {
  const { from, to, cc, subject = '', text, html, attachments } = await PostalMime.parse(raw);
  const shownText = text ?? (html ?? '').replaceAll(MARKUP, ' ');
  const summary = {
    id,
    receivedAt: new Date().toISOString(),
    from: from === undefined ? envelope.from : display(from),
    to: (to ?? []).map(display).join(', ') || envelope.to.join(', '),
    subject,
    beginning: shownText.replaceAll(/\s+/gu, ' ').trim().slice(0, BEGINNING),
    attachmentCount: attachments.filter(({ related }) => related !== true).length,
  };
  const addresses = [summary.from, summary.to, ...(cc ?? []).map(display), ...envelope.to];
  const searched = [subject, ...addresses, shownText].join('\n').toLowerCase();
  return { summary, envelope, searched, raw };
}

/** Reads a mail whole. */
export async function partsOf({ raw }: CaughtMail): Promise<MailParts> {
  const { text, html, headers, attachments } = await PostalMime.parse(raw);
  return {
    text,
    html,
    headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value: decodeWords(value) })),
    files: attachments.map(fileOf),
  };
}

/** What the page shows of a mail. */
export function detailsOf({ summary, envelope }: CaughtMail, parts: MailParts): MailDetails {
  const { text, html, headers, files } = parts;
  return {
    ...summary,
    envelope,
    text,
    hasHtml: html !== undefined,
    hasRemoteImages: hasRemoteImages(html ?? ''),
    headers,
    attachments: files.map(({ filename, type, content }) => ({ filename, type, size: content.length })),
  };
}

function fileOf({ filename, mimeType, contentId, content }: Attachment): MailFile {
  return {
    filename: filename ?? 'attachment',
    type: mimeType,
    cid: contentId?.replaceAll(/^<|>$/gu, ''),
    content: typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content)),
  };
}

function display(address: Address): string {
  if (address.group !== undefined) return `${address.name}: ${address.group.map(display).join(', ')};`;
  return address.name === '' ? address.address : `${address.name} <${address.address}>`;
}
