import type { Address, Attachment } from 'postal-mime';
import type { Envelope, ReceivedMail } from './inbox.service.js';

/** One line of the list. */
export interface MailSummary {
  readonly id: string;
  readonly receivedAt: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly preview: string;
  readonly attachmentCount: number;
}

/** One mail opened. Its HTML is not here: it has an address of its own, where it can do no harm. */
export interface MailDetails extends MailSummary {
  readonly envelope: Envelope;
  readonly text: string;
  readonly hasHtml: boolean;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly {
    readonly filename: string;
    readonly type: string;
    readonly size: number;
  }[];
}

export function summary({ id, receivedAt, envelope, email }: ReceivedMail): MailSummary {
  return {
    id,
    receivedAt: receivedAt.toISOString(),
    from: email.from === undefined ? envelope.from : display(email.from),
    to: (email.to ?? []).map(display).join(', ') || envelope.to.join(', '),
    subject: email.subject ?? '',
    preview: (email.text ?? '').replace(/\s+/g, ' ').trim().slice(0, 140),
    attachmentCount: email.attachments.length,
  };
}

export function details(mail: ReceivedMail): MailDetails {
  const { envelope, email } = mail;
  return {
    ...summary(mail),
    envelope,
    text: email.text ?? '',
    hasHtml: email.html !== undefined,
    headers: email.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    attachments: email.attachments.map((attachment) => ({
      filename: attachment.filename ?? 'attachment',
      type: attachment.mimeType,
      size: contentOf(attachment).byteLength,
    })),
  };
}

export function contentOf({ content }: Attachment): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
}

function display(address: Address): string {
  if (address.group !== undefined) return `${address.name}: ${address.group.map(display).join(', ')};`;
  return address.name === '' ? address.address : `${address.name} <${address.address}>`;
}
