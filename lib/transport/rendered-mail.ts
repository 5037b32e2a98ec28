import type { Mail } from '../message/mail.js';
import { sealContent } from '../message/seal/seal-content.js';

/** A mail as it would go out, to look at: in a test, a preview, an archive. */
export interface RenderedMail {
  /** With angle brackets. */
  readonly messageId: string;
  /** Where it would go, recipients of bcc included. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  /** The header fields of the whole mail in their order, unfolded; what is not ASCII stands in encoded words (RFC 2047). */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly subject: string;
  /** As it was written, or made of the HTML or a template. */
  readonly text?: string | undefined;
  readonly html?: string | undefined;
  /** The bytes (RFC 5322): CRLF everywhere, signed and encrypted where the mailer does that. */
  readonly raw: Buffer;
}

/** The mail with its bytes. */
export function renderedMail({ messageId, envelope, subject, text, html }: Mail, raw: Buffer): RenderedMail {
  return { messageId, envelope, headers: headersOf(raw), subject, text, html, raw };
}

function headersOf(raw: Buffer): RenderedMail['headers'] {
  return sealContent([raw]).fields.map((field) => {
    const colon = field.indexOf(':');
    const value = field.slice(colon + 1).replaceAll(/\r\n/gu, '');
    return { name: field.slice(0, colon), value: value.trim() };
  });
}
