import type { TokenizerAndRendererExtension } from 'marked';

/** A line that holds nothing but an expression of the engine, such as `{{#each items}}`: it is no paragraph. */
export const expressions: TokenizerAndRendererExtension = {
  name: 'expression',
  level: 'block',
  start: (source) => /^\{\{/mu.exec(source)?.index,
  tokenizer(source) {
    const match = /^\{\{[#/^>!~]?[^{}\n]*\}\}[ \t]*(?:\n+|$)/u.exec(source);
    const isBlock = match !== null && /^\{\{(?:[#/^>!]|else)/u.test(match[0]);
    return isBlock ? { type: 'expression', raw: match[0], text: match[0].trim() } : undefined;
  },
  renderer: ({ text }) => `${String(text)}\n`,
};
