import { Marked } from 'marked';
import {
  type CompiledTemplate,
  type LookOptions,
  MailLook,
  type TemplateEngine,
  type TemplateFile,
} from '../../index.js';
import { expressions, joinRows } from './expressions.js';
import { mailRenderer } from './mail-renderer.js';
import { textRenderer } from './text-renderer.js';

/** How Markdown is used. */
export interface MarkdownOptions extends LookOptions {
  /** Fills values into what Markdown made. Default: there are none to fill in. */
  readonly engine?: TemplateEngine;
  /**
   * Puts the HTML into a whole page instead of ours, which suits phones and dark mode.
   * @param locale that of the file, where its name has one
   */
  readonly layout?: (html: string, locale?: string) => string;
}

/**
 * `.md` files become mails with headings, lines, tables, panels (`> …`), small print (after the last `---`) and buttons:
 * `[Confirm](https://… "button")`, each with a plain text beside its HTML. Values are filled in afterwards, so nothing that
 * they hold is read as Markdown.
 *
 * @example
 * MailModule.forRoot({ templates: { directory: 'templates', engine: markdown({ engine: handlebars() }) } })
 */
export function markdown({ engine, layout, ...options }: MarkdownOptions = {}): TemplateEngine {
  const look = new MailLook(options);
  const page = layout ?? ((html: string, locale?: string) => look.page(html, locale));
  const html = new Marked({ gfm: true, renderer: mailRenderer(look), extensions: expressions });
  const text = new Marked({ gfm: true, renderer: textRenderer, extensions: expressions });
  const below = options.footer === undefined ? '' : `\n---\n\n${options.footer.join('\n')}\n`;

  const htmlOf = (source: string): string => {
    const tokens = html.lexer(joinRows(source));
    const rule = tokens.findLastIndex(({ type }) => type === 'hr');
    if (rule === -1) return html.parser(tokens);
    const smallPrint = html.parser(tokens.slice(rule + 1));
    return html.parser(tokens.slice(0, rule)) + look.smallPrint(smallPrint);
  };
  const textOf = (source: string): string =>
    `${text
      .parse(source, { async: false })
      .replaceAll(/\n{3,}/gu, '\n\n')
      .trim()}\n${below}`;
  const fillIn = async (
    file: TemplateFile,
    partials: ReadonlyMap<string, string>,
  ): Promise<CompiledTemplate> => (engine === undefined ? () => file.text : engine.compile(file, partials));
  return {
    extensions: ['md'],
    compile: (file, partials) =>
      file.part === 'html'
        ? fillIn({ ...file, text: page(htmlOf(file.text), file.locale) }, partials)
        : fillIn(file, partials),
    compileText: (file, partials) => fillIn({ ...file, text: textOf(file.text) }, partials),
  };
}
