import type { Tokens, TokenizerAndRendererExtension } from 'marked';

/** A line that holds nothing but an expression of the engine, such as `{{#each items}}`: it is no paragraph. */
const line: TokenizerAndRendererExtension = {
  name: 'expression',
  level: 'block',
  start: (source) => /^\{\{/mu.exec(source)?.index,
  tokenizer(source) {
    const match = /^\{\{[#/^>!~]?[^{}\n]*\}\}[ \t]*(?:\n+|$)/u.exec(source);
    return match !== null && isBlock(match[0])
      ? { type: 'expression', raw: match[0], text: match[0].trim() }
      : undefined;
  },
  renderer: ({ text }) => `${String(text)}\n`,
};

/** An expression in a line stays as it is written: quotes in it are no quotes of the text. */
const inline: TokenizerAndRendererExtension = {
  name: 'inlineExpression',
  level: 'inline',
  start: (source) => source.indexOf('{{'),
  tokenizer(source) {
    const match = /^\{\{\{?[^{}\n]*\}?\}\}/u.exec(source);
    return match === null ? undefined : { type: 'inlineExpression', raw: match[0] };
  },
  renderer: ({ raw }) => raw,
};

/** Leave the expressions of the engine to the engine. */
export const expressions = [line, inline];

/** The expression that a row of a table is, such as `{{#each items}}` between the head and the row that it repeats. */
export function expressionIn([first, ...others]: readonly Tokens.TableCell[]): string | undefined {
  const text = first?.text.trim() ?? '';
  return isBlock(text) && others.every((cell) => cell.text === '') ? text : undefined;
}

/** Joins the head of a table with rows that an expression repeats: formatters of Markdown put an empty line between them. */
export function joinRows(source: string): string {
  return source.replaceAll(/^(?<head>\|[-:| \t]*\|)[ \t]*\r?\n(?:\r?\n)+(?=\{\{#)/gmu, '$<head>\n');
}

function isBlock(text: string): boolean {
  return /^\{\{(?:[#/^>!]|else)[^{}]*\}\}\s*$/u.test(text);
}
