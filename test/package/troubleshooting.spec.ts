import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DOMAIN_CHECKS } from '../../lib/cli/doctor/domain-checks.js';
import { documentedTables } from '../../lib/config/documented-tables.js';
import { CAUSES } from '../../lib/diagnosis/causes.js';
import { GENERAL_CAUSES, pageOf } from '../../lib/errors/diagnosis.js';

const PAGES = ['docs/troubleshooting.md', 'docs/troubleshooting.ko.md'];
const { keys } = documentedTables();
const known = Object.entries(keys).flatMap(([prefix, table]) =>
  Object.keys(table).map((name) => (prefix === 'session' ? name : `${prefix}.${name}`)),
);

/** What stands below each heading of the third level, by the heading. */
function sectionsOf(page: string): Map<string, string> {
  const parts = readFileSync(page, 'utf8').split(/^#{2,3} /mu);
  const headings = [...readFileSync(page, 'utf8').matchAll(/^(#{2,3}) (.+)$/gmu)];
  return new Map(
    headings.flatMap(([, level, heading = ''], index) =>
      level === '###' ? [[heading, (parts[index + 1] ?? '').slice(heading.length).trim()]] : [],
    ),
  );
}

/** The keys that a text names, without their values. */
function keysIn(text: string): string[] {
  const named = Array.from(
    text.matchAll(/`((?:spring|nest)\.mail\.[\w.-]+|mail\.smtp\.[\w.-]+)/gu),
    ([, key = '']) => key,
  );
  return [...new Set(named)].toSorted((a, b) => a.localeCompare(b));
}

/** `defaults.headers.*` stands for any name. */
const isKnown = (key: string): boolean =>
  known.some((one) => one === key || (one.endsWith('.*') && key.startsWith(one.slice(0, -1))));

describe.each(PAGES)('%s', (page) => {
  const sections = sectionsOf(page);

  it('has one section for each cause that an error can have, and no other', () => {
    const causes = [...CAUSES.map(({ id }) => id), ...GENERAL_CAUSES, ...DOMAIN_CHECKS];
    const byName = (a: string, b: string): number => a.localeCompare(b);
    expect([...sections.keys()].toSorted(byName)).toEqual(causes.toSorted(byName));
  });

  it('says something in each of them', () => {
    const short = [...sections].filter(([, text]) => text.length < 40).map(([heading]) => heading);
    expect(short).toEqual([]);
  });

  it('names keys that there are', () => {
    const named = keysIn(readFileSync(page, 'utf8'));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((key) => !isKnown(key))).toEqual([]);
  });
});

describe('the pages about errors', () => {
  const [english = new Map<string, string>(), korean = new Map<string, string>()] = PAGES.map(sectionsOf);

  it('say the same in both languages: the same causes in the same order, with the same keys', () => {
    const outline = (sections: ReadonlyMap<string, string>) =>
      Array.from(sections, ([heading, text]) => [heading, keysIn(text)]);
    expect(outline(korean)).toEqual(outline(english));
  });

  it('are where errors say they are, also in the installed package', () => {
    const [file = ''] = pageOf('settings').split('#');
    expect(PAGES).toContain(file);
    const { files }: { files: string[] } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(files).toEqual(expect.arrayContaining(PAGES));
  });
});
