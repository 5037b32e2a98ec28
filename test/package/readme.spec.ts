import { describe, expect, it } from '@jest/globals';
import { blocksOf, type DocsBlock } from '../support/docs-code.js';
import { codeSpansOf, linksOf, tokensOf } from '../support/docs-links.js';

const ENGLISH = 'README.md';
const KOREAN = 'README.ko.md';

/** What a program reads of a block. */
function withoutComments({ language, code }: DocsBlock): string {
  const comment = language === 'ts' ? /(?:^|\s+)\/\/ .*$/gmu : /(?:^|\s+)# .*$/gmu;
  return language === 'text' ? code : code.replaceAll(comment, '');
}

/** Both pages lead to each other, and to the page in their language where there is one. */
function inEnglish(links: readonly string[]): string[] {
  return links
    .filter((link) => link !== ENGLISH && link !== KOREAN)
    .map((link) => link.replace('.ko.md', '.md'));
}

const sorted = (texts: readonly string[]): string[] => texts.toSorted((a, b) => a.localeCompare(b));

describe('the README in Korean', () => {
  it('has the code of the English one', () => {
    const [english, korean] = [ENGLISH, KOREAN].map((page) =>
      blocksOf(page).map((block) => [block.language, withoutComments(block)]),
    );
    expect(english?.length).toBeGreaterThan(7);
    expect(korean).toEqual(english);
  });

  it('has its sections, and leads to the same places', () => {
    const headings = (page: string): number => tokensOf(page).filter(({ type }) => type === 'heading').length;
    expect(headings(KOREAN)).toBe(headings(ENGLISH));
    expect(sorted(inEnglish(linksOf(KOREAN)))).toEqual(sorted(inEnglish(linksOf(ENGLISH))));
  });

  it('names the same keys, fields and commands', () => {
    expect(sorted(codeSpansOf(KOREAN))).toEqual(sorted(codeSpansOf(ENGLISH)));
  });
});
