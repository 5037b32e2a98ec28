import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { filesBelow } from './sources.js';

/** What stands before every block of a page without being shown: `<!-- ts` … `-->`. A page that has it, joins. */
const PRELUDE = /^<!-- ts\n(?<code>[^]*?)-->$/mu;
const BLOCK = /^```ts\n(?<code>[^]*?)^```$/gmu;

/** The TypeScript blocks of all pages that join, each as a module of its own with the prelude of its page before it. */
export function codeOfDocs(): Record<string, string> {
  return Object.fromEntries(['README.md', ...filesBelow('docs', '.md')].flatMap(blocksOf));
}

function blocksOf(page: string): [string, string][] {
  const text = readFileSync(page, 'utf8');
  const prelude = PRELUDE.exec(text)?.groups?.['code'];
  if (prelude === undefined) return [];
  return Array.from(text.matchAll(BLOCK), (block) => {
    const line = text.slice(0, block.index).split('\n').length + 1;
    return [
      `${basename(page, '.md')}-line-${line}.mts`,
      `${prelude}${block.groups?.['code'] ?? ''}export {};\n`,
    ];
  });
}
