import { Marked } from 'marked';
import type { CompiledTemplate, TemplateEngine, TemplateFile } from '../../index.js';
import { expressions } from './expressions.js';
import { mailRenderer } from './mail-renderer.js';
import { page } from './page.js';

/** How Markdown is used. */
export interface MarkdownOptions {
  /** Fills values into the HTML that Markdown made. Default: there are none to fill in. */
  readonly engine?: TemplateEngine;
  /** Colour of buttons and links. Default `#2754c5`. */
  readonly accent?: string;
  /** Puts the HTML into a whole page. Default: a narrow column that suits phones and dark mode. */
  readonly layout?: (html: string) => string;
}

/**
 * `.md` files become mails with a heading, texts, tables and buttons: `[Confirm](https://… "button")`. Values are filled in
 * afterwards, so nothing that they hold is read as Markdown.
 *
 * @example
 * MailModule.forRoot({ templates: { directory: 'templates', engine: markdown({ engine: handlebars() }) } })
 */
export function markdown({
  engine,
  accent = '#2754c5',
  layout = page,
}: MarkdownOptions = {}): TemplateEngine {
  const marked = new Marked({
    gfm: true,
    renderer: mailRenderer(accent),
    extensions: [expressions],
  });
  const fillIn = async (
    file: TemplateFile,
    partials: ReadonlyMap<string, string>,
  ): Promise<CompiledTemplate> => (engine === undefined ? () => file.text : engine.compile(file, partials));
  return {
    extensions: ['md'],
    compile: (file, partials) =>
      file.part === 'html'
        ? fillIn({ ...file, text: layout(marked.parse(file.text, { async: false })) }, partials)
        : fillIn(file, partials),
  };
}
