import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { documentedTables } from '../../lib/config/documented-tables.js';
import { withTables } from '../../scripts/configuration-reference.mjs';

const page = readFileSync('docs/configuration.md', 'utf8');

it('the configuration page shows every key and preset as the code has it', async () => {
  const tables = documentedTables();
  for (const name of [...Object.keys(tables.keys), 'presets'])
    expect(page).toContain(`<!-- table: ${name} -->`);
  // Otherwise: npm run docs
  expect(await withTables(page, tables)).toBe(page);
});
