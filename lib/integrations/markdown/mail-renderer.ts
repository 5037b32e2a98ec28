import type { RendererObject } from 'marked';

const CELL = 'padding:8px 12px;border-bottom:1px solid #d0d7de;text-align:';

/** What Markdown looks like in a mail: styles stand in the elements, where every mail program reads them. */
export function mailRenderer(accent: string): RendererObject {
  return {
    link({ href, title, tokens }) {
      const text = this.parser.parseInline(tokens);
      if (title !== 'button') return `<a href="${attribute(href)}" style="color:${accent}">${text}</a>`;
      const style = `display:inline-block;padding:12px 24px;border-radius:6px;background:${accent};color:#ffffff;font-weight:600;text-decoration:none`;
      return `<a href="${attribute(href)}" style="${style}">${text}</a>`;
    },
    image({ href, text }) {
      return `<img src="${attribute(href)}" alt="${attribute(text)}" style="max-width:100%">`;
    },
    table({ header, rows }) {
      const row = (cells: typeof header, tag: 'th' | 'td'): string =>
        cells
          .map(({ tokens, align }) => {
            const content = this.parser.parseInline(tokens);
            return `<${tag} style="${CELL}${align ?? 'left'}">${content}</${tag}>`;
          })
          .join('');
      const body = rows.map((cells) => `<tr>${row(cells, 'td')}</tr>`).join('\n');
      return `<table style="width:100%;border-collapse:collapse">\n<tr>${row(header, 'th')}</tr>\n${body}\n</table>\n`;
    },
  };
}

/** Braces stay, since expressions of the engine may stand here. */
function attribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
