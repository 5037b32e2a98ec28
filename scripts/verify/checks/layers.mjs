import { dirname, join } from 'node:path';
import { filesBelow, importsOf } from '../../sources.mjs';
import { expectNone } from './none.mjs';

/** From the bottom up: a folder imports itself and those before it. */
const LAYERS = [
  'errors',
  'config/spring',
  'message',
  'config',
  'template',
  'smtp',
  'transport',
  'diagnosis',
  'delivery',
  'module',
  'schematics',
  'integrations',
  'cli',
];

/** Only loads packages of others, so everything may import it. */
const ON_DEMAND = 'lib/on-demand.cjs';

export function layers() {
  const files = filesBelow('lib', '.ts').filter((file) => file !== 'lib/index.ts');
  expectNone(
    files.filter((file) => layerOf(file) === -1),
    'In no layer',
  );
  const imports = files.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => [file, join(dirname(file), specifier)]),
  );
  if (imports.length < files.length) throw new Error('The imports of lib were not found.');
  expectNone(
    imports.filter(([file, imported]) => !mayImport(file, imported)).map((pair) => pair.join(' imports ')),
    'Against the layers',
  );
  expectNone(circular(imports), 'Imported round about');
  return `${imports.length} imports of ${files.length} files`;
}

/** Integrations speak to the core through its public names, and to no other integration. */
export function mayImport(file, imported) {
  const [integration] = /^lib\/integrations\/[^/]+\//u.exec(file) ?? [];
  if (integration !== undefined) return imported.startsWith(integration) || imported === 'lib/index.js';
  // Spring's rules know nothing about mail.
  if (file.startsWith('lib/config/spring/') && !/^lib\/(?:config\/spring|errors)\//u.test(imported))
    return imported === ON_DEMAND;
  return imported === ON_DEMAND || (layerOf(imported) !== -1 && layerOf(imported) <= layerOf(file));
}

/** The files on a way that leads from a file back to itself, be it by types alone, or between two such ways. */
export function circular(imports) {
  let left = imports.map(([file, imported]) => [file, imported.replace(/\.js$/u, '.ts')]);
  for (;;) {
    const files = new Set(left.map(([file]) => file));
    const targets = new Set(left.map(([, imported]) => imported));
    const rest = left.filter(([file, imported]) => files.has(imported) && targets.has(file));
    if (rest.length === left.length) return [...files];
    left = rest;
  }
}

function layerOf(file) {
  return LAYERS.findIndex((layer) => file.startsWith(`lib/${layer}/`));
}
