import { MailParseError } from '../../errors/mail-parse.error.js';
import { letterHtml } from './letter-html.js';
import type { LetterPart } from './letter-part.js';
import { letterText } from './letter-text.js';
import { type LookOptions, MailLook } from './mail-look.js';

/** How a letter looks. */
export interface LetterOptions extends LookOptions {
  /** Language of the mail, for screen readers (RFC 5646): `en`, `ko`. Default: not said. */
  readonly lang?: string;
}

/** What a letter gives to a message. */
export interface Letter {
  readonly html: string;
  readonly text: string;
}

/**
 * A ready-made mail, without a template: HTML that suits phones and dark mode, and the same as plain text. All texts are
 * escaped.
 *
 * @example
 * await mail.send({
 *   to: 'ann@example.org',
 *   subject: 'Your order 4711',
 *   ...letter([
 *     { greeting: 'Hello Ann' },
 *     'thank you for your order:',
 *     { table: { columns: ['Item', 'Price'], rows: [['Pen', '2.00 €']], align: ['left', 'right'] } },
 *     { button: 'Follow the parcel', link: 'https://example.org/parcels/4711' },
 *     isFirstOrder && 'Your next order ships free.',
 *   ]),
 * });
 *
 * @throws MailParseError when a link is none that a mail can hold
 */
export function letter(parts: readonly LetterPart[], { lang, ...look }: LetterOptions = {}): Letter {
  for (const [index, part] of parts.entries()) checkPart(part, index);
  return { html: letterHtml(parts, new MailLook(look), lang), text: letterText(parts, look.footer ?? []) };
}

function checkPart(part: LetterPart, index: number): void {
  if (!part || typeof part === 'string') return;
  if ('button' in part) checkLink(part.link, index);
  if ('table' in part) checkRows(part.table.columns.length, part.table.rows, index);
}

/** `javascript:` must not reach a reader, and a mail has no address that a relative link could belong to. */
function checkLink(link: string, index: number): void {
  const scheme = URL.canParse(link) ? new URL(link).protocol : undefined;
  if (scheme !== undefined && ['https:', 'http:', 'mailto:', 'tel:'].includes(scheme)) return;
  const problem = scheme === undefined ? 'is no whole address' : `begins with ${scheme}`;
  throw new MailParseError(`letter[${index}].link`, problem, 'Write an address that begins with https://.');
}

function checkRows(columns: number, rows: readonly (readonly unknown[])[], index: number): void {
  const at = rows.findIndex((row) => row.length !== columns);
  if (at === -1) return;
  throw new MailParseError(
    `letter[${index}].table.rows[${at}]`,
    `has ${rows[at]?.length} cells, and there are ${columns} columns`,
    'Give each row a cell for every column.',
  );
}
