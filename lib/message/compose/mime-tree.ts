import { attachmentPart } from './attachment-part.js';
import type { ComposeInput } from './compose-input.js';
import { alternativePart, emptyPart, type MimePart, textPart } from './mime-part.js';

/** A branch of the MIME tree. */
export interface Multipart {
  readonly subtype: 'mixed' | 'alternative' | 'related';
  readonly children: readonly MimeEntity[];
}

export type MimeEntity = MimePart | Multipart;

/**
 * Arranges the content of a message: text beside HTML (`alternative`), HTML with what it shows (`related`), all that
 * with the files (`mixed`). A level with one child is left out.
 */
export function mimeTree(input: ComposeInput): MimeEntity {
  const { text, html, amp, calendar, charset, attachments = [] } = input;
  const isShown = attachments.map(({ cid }) => Boolean(html && cid));
  const parts = attachments.map((attachment, index) => attachmentPart(attachment, index + 1));
  const shown = parts.filter((_, index) => isShown[index]);
  const files = parts.filter((_, index) => !isShown[index]);
  const texts = [
    ...(text ? [textPart('plain', text, charset)] : []),
    ...(amp ? [alternativePart('text/x-amp-html; charset=utf-8', amp)] : []),
    ...(html ? [level('related', [textPart('html', html, charset), ...shown])] : []),
    ...(calendar
      ? [alternativePart(`text/calendar; charset=utf-8; method=${calendar.method}`, calendar.content)]
      : []),
  ];
  return level('mixed', [...(texts.length > 0 ? [level('alternative', texts)] : []), ...files]);
}

function level(subtype: Multipart['subtype'], children: readonly MimeEntity[]): MimeEntity {
  const [first = emptyPart] = children;
  return children.length > 1 ? { subtype, children } : first;
}
