import { readdirSync } from 'node:fs';
import { filesBelow, importsOf, packageOf } from '../../sources.mjs';
import { expectNone } from './none.mjs';

/** The entries that hold code, each with the file of each build. */
export function codeEntries({ exports }) {
  return Object.entries(exports).filter(([, entry]) => typeof entry === 'object');
}

export function exportedFiles({ manifest, packed }) {
  const named = [...filesOf(manifest.exports), ...Object.values(manifest.bin), manifest.schematics];
  expectNone(
    named.filter((path) => !packed.files.includes(path.replace('./', ''))),
    'The tarball lacks',
  );
  return `${new Set(named).size} files`;
}

export function subpaths({ manifest }) {
  const folders = readdirSync('lib/integrations').toSorted();
  const named = codeEntries(manifest).map(([subpath]) => subpath.slice(2));
  const expected = ['', ...folders];
  if (named.toSorted().join() !== expected.join()) throw new Error(`${named.join()} for ${expected.join()}`);
  expectNone(
    folders.filter((name) => !isWhole(manifest, name)),
    'Some module resolution does not find',
  );
  return `${folders.length} subpaths`;
}

export function declaredImports({ manifest }) {
  const declared = ['node', ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })];
  const imported = [...filesBelow('lib', '.ts'), ...filesBelow('lib', '.cts')]
    .flatMap(importsOf)
    .filter((specifier) => !specifier.startsWith('.'))
    .map(packageOf);
  expectNone(
    [...new Set(imported)].filter((name) => !declared.includes(name)),
    'package.json does not declare',
  );
  return `${new Set(imported).size - 1} packages`;
}

/** Every path, whatever the conditions before it. */
function filesOf(entry) {
  return typeof entry === 'string' ? [entry] : Object.values(entry).flatMap(filesOf);
}

/** TypeScript's older module resolution reads `typesVersions`. */
function isWhole({ exports, typesVersions }, name) {
  const [esm, cjs] = ['esm', 'cjs'].map((format) => `./dist/${format}/integrations/${name}/index`);
  const expected = [`${esm}.d.ts`, `${esm}.js`, `${cjs}.d.ts`, `${esm}.js`, `${cjs}.js`];
  return (
    filesOf(exports[`./${name}`]).join() === expected.join() &&
    typesVersions['*'][name]?.join() === `${cjs}.d.ts`
  );
}
