import { randomUUID } from 'node:crypto';
import PostalMime, { type Address } from 'postal-mime';
import type { SmtpEnvelope } from '../../index.js';

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

function display(address: Address): string {
  if (address.group !== undefined) return `${address.name}: ${address.group.map(display).join(', ')};`;
  return address.name === '' ? address.address : `${address.name} <${address.address}>`;
}
