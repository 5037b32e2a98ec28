import type { RendererObject, Tokens } from 'marked';
import type { MailLook } from '../../index.js';
import { expressionIn } from './expressions.js';

/** What Markdown looks like in the HTML of a mail. */
export function mailRenderer(look: MailLook): RendererObject {
  return {
    heading({ tokens, depth }) {
      return look.heading(this.parser.parseInline(tokens), depth);
    },
    paragraph({ tokens }) {
      return look.paragraph(this.parser.parseInline(tokens));
    },
    list({ items, ordered, start }) {
      const made = items.map((item) => this.listitem(item));
      return look.list(made, ordered ? 'ol' : 'ul', start === '' ? 1 : start);
    },
    listitem({ tokens }) {
      return look.item(this.parser.parse(tokens).trim());
    },
    blockquote({ tokens }) {
      return look.panel(this.parser.parse(tokens));
    },
    link({ href, title, tokens }) {
      const text = this.parser.parseInline(tokens);
      return title === 'button' ? look.button(href, text) : look.link(href, text);
    },
    image: ({ href, text }) => look.image(href, text),
    table({ header, rows }) {
      const cells = (row: Tokens.TableCell[]) =>
        row.map(({ tokens, align }) => ({ html: this.parser.parseInline(tokens), align }));
      const made = rows.map((row) => expressionIn(row) ?? look.row(cells(row)));
      return look.table(cells(header), made);
    },
  };
}
