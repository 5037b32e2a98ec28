import type { SmtpEnvelope } from '../../index.js';
import type { CaughtMail, MailSummary } from './caught-mail.js';
import { hasRemoteImages } from './mail-html.js';
import type { MailParts } from './mail-parts.js';

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
