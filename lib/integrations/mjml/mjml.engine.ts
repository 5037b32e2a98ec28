import mjml2html from 'mjml';
import {
  type CompiledTemplate,
  type TemplateEngine,
  type TemplateFile,
  TemplateSyntaxError,
} from '../../index.js';
import { includeParts } from './include-parts.js';

/** How MJML is used. */
export interface MjmlOptions {
  /** Fills values into the HTML that MJML made. Default: there are none to fill in. */
  readonly engine?: TemplateEngine;
}

/**
 * `.mjml` files. They become HTML once, when they are compiled; `engine` fills in the values of each mail. Its blocks stand in
 * `<mj-raw>`; `<mj-include path="header" />` includes `_header.mjml`.
 *
 * @example
 * MailModule.forRoot({ templates: { directory: 'templates', engine: mjml({ engine: handlebars() }) } })
 */
export function mjml({ engine }: MjmlOptions = {}): TemplateEngine {
  const fillIn = async (
    file: TemplateFile,
    partials: ReadonlyMap<string, string>,
  ): Promise<CompiledTemplate> => (engine === undefined ? () => file.text : engine.compile(file, partials));
  return {
    extensions: ['mjml'],
    async compile(file, partials) {
      if (file.part !== 'html') return fillIn(file, partials);
      const text = await toHtml(includeParts(file.text, partials));
      return fillIn({ ...file, text }, partials).catch(withoutLine);
    },
  };
}

async function toHtml(text: string): Promise<string> {
  const { html, errors } = await mjml2html(text, { validationLevel: 'soft', ignoreIncludes: true });
  const [first] = errors;
  if (first !== undefined) throw new TemplateSyntaxError(first.message, first.line);
  if (!text.includes('</mjml>')) throw new TemplateSyntaxError('does not end in </mjml>');
  return html;
}

/** Lines of the HTML mean nothing to who wrote MJML. */
function withoutLine(error: unknown): never {
  throw error instanceof TemplateSyntaxError
    ? new TemplateSyntaxError(error.message, undefined, error)
    : error;
}
