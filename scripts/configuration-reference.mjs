// Writes the tables of docs/configuration.md from the tables in lib/config: npm run docs
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

const PAGE = 'docs/configuration.md';
const EFFECTS = { applied: '', ignored: 'No effect: ', refused: 'Stops the boot: ' };

const code = (text) => `\`${text}\``;
const cell = (text) => text.replaceAll('|', '\\|');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const keyTable = (keys) =>
  table(
    ['key', 'type', 'default', 'meaning'],
    Object.entries(keys).map(([name, key]) => [
      code(name),
      key.type,
      key.default ?? '',
      EFFECTS[key.effect] + key.note,
    ]),
  );
const presetTable = (presets) =>
  table(
    ['name', 'host', 'ports'],
    presets.map(({ name, aliases = [], host, ports }) => [
      [name, ...aliases].map(code).join(', '),
      host,
      ports.map(({ port, security }) => `${port} ${security}`).join(', '),
    ]),
  );

/** The page with its tables made anew, each between `<!-- table: name -->` and `<!-- end -->`. */
export async function withTables(page, { keys, presets }) {
  const filled = page.replaceAll(/(<!-- table: (?<name>.+?) -->\n)[^]*?(?=<!-- end -->)/gu, (...match) => {
    const { name } = match.at(-1);
    if (name !== 'presets' && keys[name] === undefined) throw new Error(`There is no table ${name}.`);
    return `${match[1]}\n${name === 'presets' ? presetTable(presets) : keyTable(keys[name])}\n\n`;
  });
  return format(filled, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
}

if (process.argv[1]?.endsWith('configuration-reference.mjs')) {
  const { documentedTables } = await import('../build/esm/config/documented-tables.js');
  writeFileSync(PAGE, await withTables(readFileSync(PAGE, 'utf8'), documentedTables()));
}
