import { inline } from '@css-inline/css-inline';
import type { TemplateEngine } from '../../index.js';

/** What happens to styles besides being written into the elements. */
export interface InlineCssOptions {
  /** Styles for every mail, beside those in its `<style>` elements. */
  readonly css?: string;
  /** Leaves `<style>` elements where they are, too. Default `false`: only their `@media` and other at-rules stay. */
  readonly keepStyleTags?: boolean;
}

/**
 * An engine whose HTML has its styles in the elements, as many mail programs want it. Nothing is loaded from files or the
 * network.
 *
 * @example
 * { directory: 'templates', engine: inlineCss(handlebars()) }
 */
export function inlineCss(
  engine: TemplateEngine,
  { css, keepStyleTags = false }: InlineCssOptions = {},
): TemplateEngine {
  const options = {
    keepStyleTags,
    keepAtRules: true,
    loadRemoteStylesheets: false,
    ...(css !== undefined && { extraCss: css }),
  };
  return {
    extensions: engine.extensions,
    ...(engine.compileText !== undefined && { compileText: engine.compileText.bind(engine) }),
    async compile(file, partials) {
      const render = await engine.compile(file, partials);
      return file.part === 'html' ? async (context) => inline(await render(context), options) : render;
    },
  };
}
