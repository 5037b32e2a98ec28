import type { ProjectFolder, ProjectTree } from './project.js';

/** The module that a folder belongs to: its own, or that of the nearest folder above. */
export function nearestModule(tree: ProjectTree, path: string): string | undefined {
  for (let folder: ProjectFolder | null = tree.getDir(path); folder !== null; folder = folder.parent) {
    const name = folder.subfiles.find((file) => file.endsWith('.module.ts'));
    if (name !== undefined) return `${folder.path === '/' ? '' : folder.path}/${name}`;
  }
  return undefined;
}

/** Puts a line below the imports of a file. */
export function addImport(source: string, line: string): string {
  if (source.includes(line)) return source;
  const last = [...source.matchAll(/^import\b[^'"]*(?:'[^'\n]*'|"[^"\n]*");?$/gmu)].at(-1);
  if (last === undefined) return `${line}\n${source}`;
  const end = last.index + last[0].length;
  return `${source.slice(0, end)}\n${line}${source.slice(end)}`;
}

/**
 * Puts an expression into a list of `@Module({ … })`.
 * @returns `undefined` where the list is written in a way that only a person can change
 */
export function addToModule(
  source: string,
  list: 'imports' | 'providers',
  expression: string,
): string | undefined {
  const code = withoutTexts(source);
  const decorator = /@Module\(\s*\{/u.exec(code);
  if (decorator === null) return undefined;
  const open = decorator.index + decorator[0].length - 1;
  const value = propertyIn(code, open, list);
  if (value === undefined) {
    const isEmpty = /^\s*\}/u.test(code.slice(open + 1));
    return inserted(source, open + 1, `\n  ${list}: [${item('', expression)}],${isEmpty ? '\n' : ''}`);
  }
  if (code[value] !== '[') return undefined;
  const items = code.slice(value + 1, closing(code, value)).trimEnd();
  return inserted(source, value + 1 + items.length, item(items, expression));
}

/** What to write behind the items of a list. */
function item(items: string, expression: string): string {
  if (items === '') return expression.includes('\n') ? `\n    ${expression},\n  ` : expression;
  const comma = items.endsWith(',') ? '' : ',';
  const indent = /^[ \t]*\n\s*/u.exec(items)?.[0];
  return indent === undefined ? `${comma} ${expression}` : `${comma}${indent}${expression},`;
}

function inserted(source: string, at: number, text: string): string {
  return source.slice(0, at) + text + source.slice(at);
}

/** Where the value of a property begins; only properties of the object itself count, not those of objects in it. */
function propertyIn(code: string, open: number, name: string): number | undefined {
  const end = closing(code, open);
  for (let at = open; at < end; at++) {
    if (at > open && '([{'.includes(code[at] ?? '')) at = closing(code, at);
    const match = /^[{\s,](?<name>\w+)\s*(?::\s*|(?=,|$))/u.exec(code.slice(at, end));
    if (match?.groups?.['name'] === name) return at + match[0].length;
  }
  return undefined;
}

function closing(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if ('([{'.includes(code[at] ?? '')) depth++;
    else if (')]}'.includes(code[at] ?? '') && --depth === 0) return at;
  }
  return code.length;
}

/** The same length, but no brackets in comments and strings: what they hold is no code. */
function withoutTexts(source: string): string {
  const texts = /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/gu;
  return source.replaceAll(texts, (text) => (text.startsWith('/') ? ' ' : 'x').repeat(text.length));
}
