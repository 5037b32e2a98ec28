import { compile } from 'html-to-text';
import type { TextFromHtml } from '../../index.js';

/** How the text of an HTML message looks. */
export interface HtmlToTextOptions {
  /** Characters after which a line is broken; `false` for never. Default 78 (RFC 5322 section 2.1.1). */
  readonly wordwrap?: number | false;
  /**
   * More rules of the `html-to-text` package for single elements; they come before those that are here already.
   * @example [{ selector: '.footer', format: 'skip' }]
   */
  readonly selectors?: readonly {
    readonly selector: string;
    readonly format?: string;
    readonly options?: object;
  }[];
}

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

/** Layout made of tables reads row by row; what is hidden, such as the line that inboxes show, and pictures are left out. */
const SELECTORS = [
  { selector: '[style*="display:none"]', format: 'skip' },
  { selector: '[style*="display: none"]', format: 'skip' },
  { selector: 'img', format: 'skip' },
  {
    selector: 'a',
    options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] as [string, string] },
  },
  { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
  { selector: 'td', format: 'inlineSurround', options: { suffix: ' ' } },
  ...HEADINGS.map((selector) => ({ selector, options: { uppercase: false } })),
];

/** What is longer or deeper is cut, so that no message holds the application up. */
const LIMITS = { maxInputLength: 500_000, maxDepth: 100, ellipsis: '…' };

/**
 * Makes the plain text of messages that have only HTML, with the `html-to-text` package.
 * @example
 * MailModule.forRoot({ textFromHtml: htmlToText() })
 */
export function htmlToText({ wordwrap = 78, selectors = [] }: HtmlToTextOptions = {}): TextFromHtml {
  const convert = compile({ wordwrap, limits: LIMITS, selectors: [...selectors, ...SELECTORS] });
  return (html) =>
    convert(html)
      .replaceAll(/[ \t]+$/gmu, '')
      .replaceAll(/\n{3,}/gu, '\n\n')
      .trim();
}
