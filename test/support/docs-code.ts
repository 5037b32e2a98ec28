import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { filesBelow } from '../../scripts/sources.mjs';

/** Every page that people read. */
export const PAGES = [
  'README.md',
  'README.ko.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'sample-app/README.md',
  ...filesBelow('docs', '.md'),
];

/** What stands between two fences of a page. */
export interface DocsBlock {
  /** Page and line, so that a failure leads there. */
  readonly place: string;
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** TypeScript that stands before it without being shown: the last `<!-- ts` … `-->` above it. */
  readonly prelude: string;
}

const FENCED = /^<!-- ts\n(?<prelude>[^]*?)^-->$|^```(?<language>[a-z]*)\n(?<code>[^]*?)^```$/gmu;

/** READMEs are shown where comments are not hidden, so what their blocks take for granted stands here. */
const OF_READMES = `
declare const mail: import('nestjs-spring-mail').MailService;
declare const first: import('nestjs-spring-mail').MailMessage, second: typeof first, third: typeof first;
declare const invoice: typeof first & { readonly id: string };
declare function invoices(): AsyncIterable<typeof first>;
declare const to: string, link: string;
declare const letter: typeof import('nestjs-spring-mail').letter;
`;

/** The blocks of all pages. */
export function blocksOfDocs(): DocsBlock[] {
  return PAGES.flatMap((page) => blocksOf(page));
}

/** The blocks of a page, in order. */
export function blocksOf(page: string): DocsBlock[] {
  const text = readFileSync(page, 'utf8');
  let prelude = page.startsWith('README') ? OF_READMES : '';
  return [...text.matchAll(FENCED)].flatMap(({ groups = {}, index }) => {
    prelude = groups['prelude'] ?? prelude;
    const { language, code } = groups;
    if (language === undefined || code === undefined) return [];
    const line = text.slice(0, index).split('\n').length;
    return [{ place: `${page}:${line}`, page, line, language, code, prelude }];
  });
}

/** The TypeScript blocks of all pages, each as a module of its own; files that name themselves belong to a whole project. */
export function codeOfDocs(): Record<string, string> {
  return Object.fromEntries(
    blocksOfDocs()
      .filter(({ language, code }) => language === 'ts' && !/^\/\/ \S+\.ts\n/u.test(code))
      .map(({ page, line, prelude, code }) => [
        `${basename(page, '.md')}-line-${line}.mts`,
        `${prelude}${code}export {};\n`,
      ]),
  );
}
