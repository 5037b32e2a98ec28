import { escapeHtml } from './escape-html.js';
import { type LetterPart, type LetterTable, linesOf } from './letter-part.js';
import type { MailLook } from './mail-look.js';

/** The HTML of a letter. */
export function letterHtml(parts: readonly LetterPart[], look: MailLook, lang: string | undefined): string {
  const lines = (text: string | readonly string[]): string =>
    linesOf(text)
      .map((line) => look.paragraph(escapeHtml(line).replaceAll('\n', '<br>\n')))
      .join('');
  let content = '';
  let smallPrint = '';
  for (const part of parts) {
    if (!part) continue;
    if (typeof part === 'string') content += lines(part);
    else if ('greeting' in part) content += look.heading(escapeHtml(part.greeting));
    else if ('button' in part) content += look.paragraph(look.button(part.link, escapeHtml(part.button)));
    else if ('table' in part) content += tableHtml(part.table, look);
    else if ('list' in part) content += look.list(part.list.map((item) => look.item(escapeHtml(item))));
    else if ('panel' in part) content += look.panel(lines(part.panel));
    else smallPrint += lines(part.smallPrint);
  }
  return look.page(content + look.smallPrint(smallPrint), lang);
}

function tableHtml({ columns, rows, align = [] }: LetterTable, look: MailLook): string {
  const cells = (row: readonly (string | number)[]) =>
    row.map((cell, index) => ({ html: escapeHtml(String(cell)), align: align[index] ?? null }));
  return look.table(
    cells(columns),
    rows.map((row) => look.row(cells(row))),
  );
}
