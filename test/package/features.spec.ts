import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Tokens } from 'marked';
import { linksOf, tokensOf } from '../support/docs-links.js';

const isTable = (token: { type: string }): token is Tokens.Table => token.type === 'table';
const rows = tokensOf('docs/features.md')
  .filter(isTable)
  .flatMap((table) => table.rows.map(([id, , how]) => ({ id: id?.text, how: how?.text ?? '' })));

const numbers = (length: number, prefix = ''): string[] =>
  Array.from({ length }, (_one, index) => `${prefix}${index + 1}`);

describe('the page of features', () => {
  it('has every row once, in order', () => {
    const ids = [...numbers(8, 'K'), ...numbers(10, 'S'), ...numbers(100)];
    expect(rows.map(({ id }) => id)).toEqual(ids);
  });

  it('leads from every row to where it is explained', () => {
    const withoutLink = rows.filter(({ how }) => !how.includes(']('));
    expect(withoutLink).toEqual([]);
  });
});

it('every page can be found from the index', () => {
  const pages = readdirSync('docs').filter((name) => name.endsWith('.md') && name !== 'README.md');
  expect(pages.filter((page) => !linksOf('docs/README.md').includes(page))).toEqual([]);
});
