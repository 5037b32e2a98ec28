import { type LetterPart, type LetterTable, linesOf } from './letter-part.js';

const segmenter = new Intl.Segmenter();

/** The same letter for programs that show no HTML. */
export function letterText(parts: readonly LetterPart[], footer: readonly string[]): string {
  const content: string[] = [];
  const smallPrint: string[] = [];
  for (const part of parts) {
    if (!part) continue;
    if (typeof part === 'string') content.push(part);
    else if ('greeting' in part) content.push(part.greeting);
    else if ('button' in part) content.push(`${part.button}:\n${part.link}`);
    else if ('table' in part) content.push(tableText(part.table));
    else if ('list' in part) content.push(part.list.map((item) => `- ${item}`).join('\n'));
    else if ('panel' in part) content.push(...linesOf(part.panel));
    else smallPrint.push(...linesOf(part.smallPrint));
  }
  const below = [...smallPrint, ...(footer.length === 0 ? [] : [footer.join('\n')])];
  return `${[...content, ...(below.length === 0 ? [] : ['---', ...below])].join('\n\n')}\n`;
}

function tableText({ columns, rows, align = [] }: LetterTable): string {
  const lines = [columns, ...rows].map((row) => row.map(String));
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => widthOf(line[index] ?? ''))));
  const texts = lines.map((line) =>
    line.map((cell, index) => {
      const gap = ' '.repeat((widths[index] ?? 0) - widthOf(cell));
      return align[index] === 'right' ? gap + cell : cell + gap;
    }),
  );
  const [head = [], ...body] = texts.map((cells) => cells.join('  ').trimEnd());
  return [head, widths.map((width) => '-'.repeat(width)).join('  '), ...body].join('\n');
}

/** Columns of a terminal: East Asian characters and emoji are two wide. */
function widthOf(text: string): number {
  const wide =
    /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}]/u;
  return Array.from(segmenter.segment(text)).reduce(
    (sum, { segment }) => sum + (wide.test(segment) ? 2 : 1),
    0,
  );
}
