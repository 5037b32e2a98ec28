import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { documentedTables } from '../../lib/config/documented-tables.js';
import { PAGES } from '../support/docs-code.js';
import { anchorsOf, brokenLink, codeSpansOf, linksOf } from '../support/docs-links.js';
import { withFolder } from '../support/temporary-folder.js';

/** Decisions also name what was decided against. */
const OF_TODAY = PAGES.filter((page) => !page.startsWith('docs/decisions/'));

/** What the pages set as code and begins like this, with the page before it. */
function namedInPages(pattern: RegExp, pages = PAGES): { page: string; name: string }[] {
  return pages.flatMap((page) =>
    codeSpansOf(page).flatMap((code) => {
      const name = pattern.exec(code)?.groups?.['name'];
      return name === undefined ? [] : [{ page, name }];
    }),
  );
}

describe('the pages', () => {
  it('lead only to pages, sections and files that there are', () => {
    const broken = PAGES.flatMap((page) =>
      linksOf(page).flatMap((link) => {
        const problem = brokenLink(page, link);
        return problem === undefined ? [] : [`${page}: ${problem}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('name only files of the repository that there are', () => {
    const named = namedInPages(/^(?<name>(?:lib|test|docs|bench|scripts|sample-app)\/[\w./-]+)$/u);
    expect(named.filter(({ name }) => !existsSync(name))).toEqual([]);
  });

  it.each([
    ['nest.mail', /^nest\.mail\.(?<name>[a-z][\w-]*(?:\.[\w-]+)*)/u],
    ['spring.mail', /^spring\.mail\.(?<name>[a-z][\w-]*(?:\.[\w-]+)*)/u],
    ['mail.smtp', /^mail\.smtps?\.(?<name>[a-z][\w-]*(?:\.[\w-]+)*)/u],
  ])('name only keys of %s that there are', (prefix, pattern) => {
    const named = namedInPages(pattern, OF_TODAY);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(({ name }) => !isKnown(prefix, name))).toEqual([]);
  });

  it('name only subpaths that can be imported', () => {
    const { exports }: { exports: object } = JSON.parse(readFileSync('package.json', 'utf8'));
    const named = namedInPages(/^(?:nestjs-spring-mail)?\/(?<name>[a-z-]+)$/u, OF_TODAY);
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter(({ name }) => !Object.hasOwn(exports, `./${name}`))).toEqual([]);
  });

  it('name only scripts of npm that there are', () => {
    const { scripts }: { scripts: object } = JSON.parse(readFileSync('package.json', 'utf8'));
    const named = namedInPages(/^npm run (?<name>[\w:-]+)/u);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter(({ name }) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

const tables = documentedTables().keys;

/** Whole, the beginning of one, or a name below `*`; a key of a named mailer is one of the default mailer. */
function isKnown(prefix: string, name: string): boolean {
  const key = name.replace(/^mailers\.[\w-]+\.?/u, '');
  const fits = (one: string): boolean =>
    one === key || one.startsWith(`${key}.`) || (one.endsWith('*') && key.startsWith(one.slice(0, -1)));
  return key === '' || key === 'mailers' || Object.keys(tables[prefix] ?? {}).some(fits);
}

it('a page, a section, a file and a key that are not there would be found', () => {
  const page = [
    '# One',
    '## Two `x.y`: ü',
    '## One',
    '[a](b.md) [c](#two-xy-ü) [d](#three) ![e](f.svg) [g](#one-1)',
  ];
  withFolder({ 'page.md': page.join('\n\n') }, (folder) => {
    const path = `${folder}/page.md`;
    expect([...anchorsOf(path)]).toEqual(['one', 'two-xy-ü', 'one-1']);
    const broken = linksOf(path).map((link) => brokenLink(path, link) !== undefined);
    expect(broken).toEqual([true, false, true, true, false]);
  });
  const keys = ['strict', 'pool', 'pool.windows', 'mailer'].map((key) => isKnown('nest.mail', key));
  expect(keys).toEqual([true, true, false, false]);
});
