import type { RendererObject } from 'marked';
import { expressionIn } from './expressions.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

/** What Markdown reads like in the plain text of a mail. */
export const textRenderer: RendererObject = {
  space: () => '',
  code: ({ text }) => `${text}\n\n`,
  blockquote({ tokens }) {
    return this.parser.parse(tokens);
  },
  html: ({ text }) => text.replaceAll(/<[^>]*>/gu, ''),
  heading({ tokens }) {
    return `${this.parser.parseInline(tokens)}\n\n`;
  },
  hr: () => '---\n\n',
  list({ items, ordered, start }) {
    const first = start === '' ? 1 : start;
    const lines = items.map((item, index) => {
      const text = this.parser.parse(item.tokens).trim();
      return `${ordered ? `${first + index}.` : '-'} ${text.replaceAll('\n', '\n  ')}\n`;
    });
    return `${lines.join('')}\n`;
  },
  paragraph({ tokens }) {
    return `${this.parser.parseInline(tokens)}\n\n`;
  },
  table({ header, rows }) {
    const line = (cells: typeof header) =>
      cells.map(({ tokens }) => this.parser.parseInline(tokens)).join(' | ');
    const lines = rows.map((row) => `${expressionIn(row) ?? line(row)}\n`);
    return `${line(header)}\n---\n${lines.join('')}\n`;
  },
  strong({ tokens }) {
    return this.parser.parseInline(tokens);
  },
  em({ tokens }) {
    return this.parser.parseInline(tokens);
  },
  del({ tokens }) {
    return this.parser.parseInline(tokens);
  },
  codespan: ({ text }) => text,
  br: () => '\n',
  link({ href, title, tokens }) {
    const text = this.parser.parseInline(tokens);
    if (text === href) return href;
    return title === 'button' ? `${text}:\n${href}` : `${text} (${href})`;
  },
  image: ({ text }) => text,
  text(token) {
    if ('tokens' in token && token.tokens) return this.parser.parseInline(token.tokens);
    return token.text.replaceAll(/&(?:amp|lt|gt|quot|#39|nbsp);/gu, (entity) => ENTITIES[entity] ?? entity);
  },
};
